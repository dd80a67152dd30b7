// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Invitations.
extension SQLIdentityStore {
    package func insertInvitation(_ invitation: Invitation, audit: AuditEntry) async throws {
        try await database.write { session in
            let present = try session.query(
                """
                SELECT 1 AS present FROM users u JOIN memberships m ON m.user_id = u.id
                WHERE u.email = $1 AND m.organization_id = $2
                """, [.text(invitation.email), .id(invitation.organization)])
            guard present.isEmpty else { throw StoreError(.nameTaken(field: "email")) }
            // One that has run out is in nobody's way; what is still pending is refused by the index.
            try session.execute(
                """
                UPDATE invitations SET revoked_at = $3
                WHERE organization_id = $1 AND email = $2 AND accepted_at IS NULL AND revoked_at IS NULL
                    AND expires_at <= $3
                """, [.id(invitation.organization), .text(invitation.email), .time(invitation.createdAt)])
            try session.execute(
                """
                INSERT INTO invitations (id, organization_id, email, role, token_hash, invited_by, created_at,
                    expires_at, accepted_at, revoked_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                [
                    .id(invitation.id), .id(invitation.organization), .text(invitation.email),
                    .member(invitation.role), .digest(invitation.tokenHash), .optionalID(invitation.invitedBy),
                    .time(invitation.createdAt), .time(invitation.expiresAt), .optionalTime(invitation.acceptedAt),
                    .optionalTime(invitation.revokedAt),
                ])
            try session.append(audit)
        }
    }

    package func invitations(in organization: OrganizationID) async throws -> [Invitation] {
        try await database.read { session in
            try session.query(
                """
                SELECT * FROM invitations WHERE organization_id = $1 AND revoked_at IS NULL
                ORDER BY created_at DESC, id DESC
                """, [.id(organization)]
            ).map { try Invitation($0) }
        }
    }

    package func invitation(tokenHash: Digest32) async throws -> Invitation? {
        try await database.read { session in try session.invitation(tokenHash: tokenHash) }
    }

    package func renewInvitation(
        _ id: InvitationID, in organization: OrganizationID, tokenHash: Digest32, expiresAt: Timestamp,
        audit: AuditEntry
    ) async throws -> Bool {
        try await database.write { session in
            let renewed = try session.execute(
                """
                UPDATE invitations SET token_hash = $3, expires_at = $4
                WHERE id = $1 AND organization_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL
                """, [.id(id), .id(organization), .digest(tokenHash), .time(expiresAt)])
            guard renewed > 0 else { return false }
            try session.append(audit)
            return true
        }
    }

    package func revokeInvitation(
        _ id: InvitationID, in organization: OrganizationID, audit: AuditEntry
    ) async throws -> Bool {
        try await database.write { session in
            let revoked = try session.execute(
                """
                UPDATE invitations SET revoked_at = $3
                WHERE id = $1 AND organization_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL
                """, [.id(id), .id(organization), .time(audit.time)])
            guard revoked > 0 else { return false }
            try session.append(audit)
            return true
        }
    }

    package func acceptInvitation(
        tokenHash: Digest32, user: User, passwordHash: String, audit: AuditEntry
    ) async throws -> Bool {
        try await database.write { session in
            guard let invitation = try session.invitation(tokenHash: tokenHash), invitation.isOpen(at: audit.time)
            else { return false }
            try session.execute(
                "INSERT INTO users (id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)",
                [
                    .id(user.id), .text(invitation.email), .text(user.name), .text(passwordHash),
                    .time(user.createdAt),
                ])
            try session.execute(
                "INSERT INTO memberships (organization_id, user_id, role) VALUES ($1, $2, $3)",
                [.id(invitation.organization), .id(user.id), .member(invitation.role)])
            try session.execute(
                "UPDATE invitations SET accepted_at = $2 WHERE id = $1", [.id(invitation.id), .time(audit.time)])
            try session.append(audit)
            return true
        }
    }
}

extension SQLSession {
    fileprivate func invitation(tokenHash: Digest32) throws -> Invitation? {
        try query("SELECT * FROM invitations WHERE token_hash = $1", [.digest(tokenHash)]).first.map {
            try Invitation($0)
        }
    }
}

extension Invitation {
    fileprivate init(_ row: SQLRow) throws {
        self.init(
            id: try row.id("id"), organization: try row.id("organization_id"), email: try row.text("email"),
            role: try row.member("role"), tokenHash: try row.digest("token_hash"),
            invitedBy: try row.idIfPresent("invited_by"), createdAt: try row.time("created_at"),
            expiresAt: try row.time("expires_at"), acceptedAt: try row.timeIfPresent("accepted_at"),
            revokedAt: try row.timeIfPresent("revoked_at"))
    }
}
