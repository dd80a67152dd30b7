// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Who is invited, and when people signed in last, which outlives their sessions.
    static let invitations = Migration(
        number: 7, name: "invitations",
        statements: [
            """
            CREATE TABLE invitations (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
                email TEXT NOT NULL CHECK (email <> '' AND email = lower(trim(email))),
                role TEXT NOT NULL CHECK (role IN ('viewer', 'member', 'admin', 'owner')),
                token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                invited_by TEXT REFERENCES users (id) ON DELETE SET NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
                accepted_at INTEGER CHECK (accepted_at < expires_at),
                revoked_at INTEGER,
                CHECK (accepted_at IS NULL OR revoked_at IS NULL)
            ) STRICT
            """,
            "CREATE INDEX invitations_by_organization ON invitations (organization_id, created_at)",
            "CREATE INDEX invitations_by_inviter ON invitations (invited_by)",
            """
            CREATE UNIQUE INDEX invitations_open ON invitations (organization_id, email)
            WHERE accepted_at IS NULL AND revoked_at IS NULL
            """,
            "ALTER TABLE memberships ADD COLUMN last_active_at INTEGER",
        ])
}
