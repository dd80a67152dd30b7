// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The wrappings in the three places where sealed secrets lie: providers' keys, the installation's own, webhooks'.
package struct SQLWrappingStore: WrappingStore {
    private let database: any Database

    package init(database: any Database) { self.database = database }

    package func secrets(
        notUnder service: String, _ keyReference: String, limit: Int
    ) async throws -> [StoredSecret] {
        let parameters: [SQLValue] = [.text(service), .text(keyReference), .integer(Int64(max(0, limit)))]
        return try await database.read { session in
            var found = try session.query(
                CredentialVersion.select
                    + " WHERE w.slot = 1 AND (w.service <> $1 OR w.key_reference <> $2) ORDER BY v.id LIMIT $3",
                parameters
            ).map { row in
                let version = try CredentialVersion(row)
                return StoredSecret(
                    place: .version(
                        version.id, provider: version.provider, organization: version.organization,
                        number: version.number), sealed: version.sealed)
            }
            found += try session.query(
                """
                SELECT * FROM webhooks WHERE secret_service <> $1 OR secret_key_reference <> $2
                ORDER BY organization_id LIMIT $3
                """, parameters
            ).map { row in
                let webhook = try Webhook(row)
                return StoredSecret(
                    place: .webhook(webhook.organization, secretNumber: webhook.secretNumber), sealed: webhook.secret)
            }
            if let sealed = try session.installation()?.fingerprintKey,
                sealed.wrapping.service != service || sealed.wrapping.keyReference != keyReference
            {
                found.append(StoredSecret(place: .fingerprintKey, sealed: sealed))
            }
            return Array(found.prefix(limit))
        }
    }

    package func count(notUnder service: String, _ keyReference: String) async throws -> Int64 {
        try await database.read { session in
            let row = try session.query(
                """
                SELECT (SELECT COUNT(*) FROM credential_wrappings
                        WHERE slot = 1 AND (service <> $1 OR key_reference <> $2))
                    + (SELECT COUNT(*) FROM webhooks WHERE secret_service <> $1 OR secret_key_reference <> $2)
                    + (SELECT COUNT(*) FROM installation
                        WHERE fingerprint_service <> $1 OR fingerprint_key_reference <> $2) AS count
                """, [.text(service), .text(keyReference)])
            return try row.first?.integer("count") ?? 0
        }
    }

    package func replaceWrapping(of secret: StoredSecret, with wrapping: KeyWrapping) async throws -> Bool {
        let values: [SQLValue] = [
            .text(wrapping.service), .text(wrapping.keyReference), .blob(wrapping.wrappedKey),
            .blob(secret.sealed.wrapping.wrappedKey),
        ]
        let changed = try await database.write { session in
            switch secret.place {
            case .version(let id, _, _, _):
                try session.execute(
                    """
                    UPDATE credential_wrappings SET service = $1, key_reference = $2, wrapped_key = $3,
                        generation = generation + 1
                    WHERE version_id = $5 AND slot = 1 AND wrapped_key = $4
                    """, values + [.id(id)])
            case .webhook(let organization, let number):
                try session.execute(
                    """
                    UPDATE webhooks SET secret_service = $1, secret_key_reference = $2, secret_wrapped_key = $3
                    WHERE organization_id = $5 AND secret_number = $6 AND secret_wrapped_key = $4
                    """, values + [.id(organization), .integer(number)])
            case .fingerprintKey:
                try session.execute(
                    """
                    UPDATE installation SET fingerprint_service = $1, fingerprint_key_reference = $2,
                        fingerprint_wrapped_key = $3
                    WHERE fingerprint_wrapped_key = $4
                    """, values)
            }
        }
        return changed > 0
    }
}
