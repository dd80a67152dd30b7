// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Providers and their sealed credentials.
package struct SQLProviderStore: ProviderStore {
    private let database: any Database
    private let changes: ChangeFeed

    package init(database: any Database, changes: ChangeFeed) {
        self.database = database
        self.changes = changes
    }

    package func providers(in organization: OrganizationID) async throws -> [Provider] {
        try await database.read { session in
            try session.providers(where: "p.organization_id = $1", [.id(organization)])
        }
    }

    package func provider(_ id: ProviderID, in organization: OrganizationID) async throws -> Provider? {
        try await database.read { session in try session.provider(id, in: organization) }
    }

    package func insert(_ provider: Provider, version: CredentialVersion, audit: AuditEntry) async throws {
        guard version.id == provider.currentVersion, version.provider == provider.id, version.state == .current,
            version.organization == provider.organization
        else { throw StoreError(.conflict("The credential is another provider's.")) }
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO providers (id, organization_id, name, type, base_url, use_case, key_hint, health,
                    health_checked_at, health_message, created_at, updated_at, created_by)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """,
                [
                    .id(provider.id), .id(provider.organization), .text(provider.name), .member(provider.type),
                    .optionalText(provider.baseURL), .optionalText(provider.useCase), .optionalText(provider.keyHint),
                    .member(provider.health.state), .optionalTime(provider.health.checkedAt),
                    .optionalText(provider.health.message), .time(provider.createdAt), .time(provider.updatedAt),
                    .optionalID(provider.createdBy),
                ])
            try session.insert(version, fingerprint: provider.fingerprint)
            try session.set(provider.labels, of: provider.id, in: provider.organization, .providers)
            try session.append(audit)
        }
        changes.announce()
    }

    package func update(_ provider: Provider, when precondition: Precondition, audit: AuditEntry) async throws {
        try await database.write { session in
            guard let current = try session.provider(provider.id, in: provider.organization) else {
                throw StoreError(.notFound("provider"))
            }
            try precondition.check(current.version)
            try session.execute(
                """
                UPDATE providers SET name = $3, use_case = $4, updated_at = $5, allows_env = $6, allows_leased = $7,
                    is_kept = $8
                WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL
                """,
                [
                    .id(provider.id), .id(provider.organization), .text(provider.name),
                    .optionalText(provider.useCase), .time(provider.updatedAt),
                ] + Self.values(of: provider.usePolicy))
            try session.replaceAgentTypes(of: provider)
            try session.set(provider.labels, of: provider.id, in: provider.organization, .providers)
            try session.append(audit)
        }
        changes.announce()
    }

    private static func values(of policy: UsePolicy) -> [SQLValue] {
        [policy.deliveries.contains(.env), policy.deliveries.contains(.leased), policy.agentTypes != nil]
            .map { .integer($0 ? 1 : 0) }
    }

    package func setHealth(_ health: ProviderHealth, of id: ProviderID) async throws {
        try await database.write { session in
            let changed = try session.execute(
                """
                UPDATE providers SET health = $2, health_checked_at = $3, health_message = $4
                WHERE id = $1 AND deleted_at IS NULL
                """,
                [
                    .id(id), .member(health.state), .optionalTime(health.checkedAt), .optionalText(health.message),
                ])
            guard changed > 0 else { throw StoreError(.notFound("provider")) }
        }
    }

    package func providers(
        holding fingerprint: KeyFingerprint, in organization: OrganizationID
    ) async throws -> [Provider] {
        try await database.read { session in
            try session.providers(
                where: """
                    p.organization_id = $1 AND EXISTS (
                        SELECT 1 FROM credential_versions held
                        WHERE held.provider_id = p.id AND held.organization_id = $1 AND held.fingerprint = $2)
                    """, [.id(organization), .blob(fingerprint.bytes)])
        }
    }

    package func use(of id: ProviderID, in organization: OrganizationID) async throws -> ProviderUse {
        try await database.read { session in try session.use(of: id, in: organization) }
    }

    package func delete(
        _ id: ProviderID, in organization: OrganizationID, when precondition: Precondition, audit: AuditEntry
    ) async throws {
        do {
            try await database.write { session in
                guard let current = try session.provider(id, in: organization) else {
                    throw StoreError(.notFound("provider"))
                }
                try precondition.check(current.version)
                let use = try session.use(of: id, in: organization)
                guard use.isEmpty else { throw StoreError(.providerInUse(use)) }
                // The keys go first: an open lease's foreign key refuses that, whatever was seen above.
                try session.execute("DELETE FROM credential_versions WHERE provider_id = $1", [.id(id)])
                try session.execute(
                    """
                    UPDATE providers SET deleted_at = $2, updated_at = $2, key_hint = NULL WHERE id = $1
                    """, [.id(id), .time(audit.time)])
                try session.append(audit)
            }
        } catch let violation as ConstraintViolation where [.foreignKey, .trigger].contains(violation.kind) {
            // Only where another writer came between; who it is can be read now that the transaction is over.
            throw StoreError(.providerInUse(try await use(of: id, in: organization)), cause: violation.cause)
        }
        changes.announce()
        // The deletion stands either way; while others read, the old pages go with the next checkpoint.
        try? await database.eraseRemains()
    }

    package func credentialVersion(_ id: CredentialVersionID) async throws -> CredentialVersion? {
        try await database.read { session in
            try session.query(CredentialVersion.select + " WHERE v.id = $1 ORDER BY w.slot LIMIT 1", [.id(id)])
                .first.map { try CredentialVersion($0) }
        }
    }

    package func anyCredentialVersion() async throws -> CredentialVersion? {
        try await database.read { session in
            try session.query(CredentialVersion.select + " ORDER BY v.created_at, w.slot LIMIT 1")
                .first.map { try CredentialVersion($0) }
        }
    }

    package func wrappings(in organization: OrganizationID) async throws -> [WrappingCount] {
        try await database.read { session in
            try session.query(
                """
                SELECT w.service, w.key_reference, COUNT(*) AS count
                FROM credential_wrappings w JOIN credential_versions v ON v.id = w.version_id
                WHERE v.organization_id = $1 GROUP BY w.service, w.key_reference
                ORDER BY count DESC, w.service, w.key_reference
                """, [.id(organization)]
            ).map {
                WrappingCount(
                    service: try $0.text("service"), keyReference: try $0.text("key_reference"),
                    count: try $0.integer("count"))
            }
        }
    }
}
