// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// API keys.
extension SQLIdentityStore {
    package func insertAPIKey(_ key: APIKey, audit: AuditEntry) async throws {
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO api_keys (id, organization_id, name, role, token_hash, prefix, created_by, created_at,
                    last_used_at, revoked_at, read_only, endpoints, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """,
                [
                    .id(key.id), .id(key.organization), .text(key.name), .member(key.role), .digest(key.tokenHash),
                    .text(key.prefix), .optionalID(key.createdBy), .time(key.createdAt),
                    .optionalTime(key.lastUsedAt), .optionalTime(key.revokedAt),
                    .integer(key.scope.isReadOnly ? 1 : 0),
                    .optionalText(key.scope.endpoints?.joined(separator: " ")), .optionalTime(key.expiresAt),
                ])
            try session.append(audit)
        }
    }

    package func apiKey(tokenHash: Digest32) async throws -> APIKey? {
        try await database.read { session in
            try session.query(
                "SELECT * FROM api_keys WHERE token_hash = $1 AND revoked_at IS NULL", [.digest(tokenHash)]
            ).first.map { try APIKey($0) }
        }
    }

    package func apiKeys(in organization: OrganizationID) async throws -> [APIKey] {
        try await database.read { session in
            try session.query(
                "SELECT * FROM api_keys WHERE organization_id = $1 ORDER BY created_at, id", [.id(organization)]
            ).map { try APIKey($0) }
        }
    }

    package func revokeAPIKey(
        _ id: APIKeyID, in organization: OrganizationID, audit: AuditEntry
    ) async throws -> Bool {
        try await database.write { session in
            let revoked = try session.execute(
                """
                UPDATE api_keys SET revoked_at = $3 WHERE id = $1 AND organization_id = $2 AND revoked_at IS NULL
                """, [.id(id), .id(organization), .time(audit.time)])
            guard revoked > 0 else { return false }
            try session.append(audit)
            return true
        }
    }

    package func touchAPIKey(_ id: APIKeyID, at moment: Timestamp) async throws {
        let parameters: [SQLValue] = [.id(id), .time(moment.adding(seconds: -60))]
        // Looked at first without the write lock, since nearly every call finds a fresh mark.
        let stale = try await database.read { session in
            try !session.query(
                """
                SELECT 1 AS present FROM api_keys
                WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2)
                """, parameters
            ).isEmpty
        }
        guard stale else { return }
        try await database.write { session in
            try session.execute(
                """
                UPDATE api_keys SET last_used_at = $3
                WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2)
                """, parameters + [.time(moment)])
        }
    }
}

extension APIKey {
    fileprivate init(_ row: SQLRow) throws {
        self.init(
            id: try row.id("id"), organization: try row.id("organization_id"), name: try row.text("name"),
            role: try row.member("role"),
            scope: APIKeyScope(
                isReadOnly: try row.integer("read_only") != 0,
                endpoints: try row.textIfPresent("endpoints")?.split(separator: " ").map(String.init)),
            tokenHash: try row.digest("token_hash"), prefix: try row.text("prefix"),
            createdBy: try row.idIfPresent("created_by"), createdAt: try row.time("created_at"),
            expiresAt: try row.timeIfPresent("expires_at"),
            lastUsedAt: try row.timeIfPresent("last_used_at"), revokedAt: try row.timeIfPresent("revoked_at"))
    }
}
