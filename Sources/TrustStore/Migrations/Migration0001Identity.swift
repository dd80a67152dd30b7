// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// The installation, and who may come in.
    static let identity = Migration(
        number: 1, name: "identity",
        statements: [
            """
            CREATE TABLE installation (
                singleton INTEGER NOT NULL PRIMARY KEY CHECK (singleton = 1),
                id TEXT NOT NULL CHECK (length(id) = 36),
                created_at INTEGER NOT NULL,
                fingerprint_record BLOB CHECK (substr(fingerprint_record, 1, 4) = x'504B5231'),
                fingerprint_service TEXT,
                fingerprint_key_reference TEXT,
                fingerprint_wrapped_key BLOB,
                audit_sequence INTEGER NOT NULL DEFAULT 0 CHECK (audit_sequence >= 0),
                audit_hash BLOB NOT NULL CHECK (length(audit_hash) = 32),
                CHECK (
                    (fingerprint_record IS NULL) = (fingerprint_service IS NULL)
                    AND (fingerprint_record IS NULL) = (fingerprint_key_reference IS NULL)
                    AND (fingerprint_record IS NULL) = (fingerprint_wrapped_key IS NULL)
                )
            ) STRICT
            """,
            """
            CREATE TABLE organizations (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                name TEXT NOT NULL CHECK (name <> ''),
                created_at INTEGER NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE users (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                email TEXT NOT NULL UNIQUE CHECK (email <> '' AND email = lower(trim(email))),
                name TEXT NOT NULL,
                password_hash TEXT NOT NULL CHECK (password_hash <> ''),
                created_at INTEGER NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE memberships (
                organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
                user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                role TEXT NOT NULL CHECK (role IN ('viewer', 'member', 'admin', 'owner')),
                PRIMARY KEY (organization_id, user_id)
            ) STRICT
            """,
            "CREATE INDEX memberships_by_user ON memberships (user_id)",
            """
            CREATE TABLE sessions (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                user_id TEXT NOT NULL,
                organization_id TEXT NOT NULL,
                token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                csrf_token TEXT NOT NULL CHECK (csrf_token <> ''),
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
                FOREIGN KEY (organization_id, user_id)
                    REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
            ) STRICT
            """,
            "CREATE INDEX sessions_by_membership ON sessions (organization_id, user_id)",
            "CREATE INDEX sessions_by_expiry ON sessions (expires_at)",
            """
            CREATE TABLE api_keys (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
                name TEXT NOT NULL CHECK (name <> ''),
                role TEXT NOT NULL CHECK (role IN ('viewer', 'member', 'admin', 'owner')),
                token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                prefix TEXT NOT NULL,
                created_by TEXT REFERENCES users (id) ON DELETE SET NULL,
                created_at INTEGER NOT NULL,
                last_used_at INTEGER,
                revoked_at INTEGER
            ) STRICT
            """,
            "CREATE INDEX api_keys_by_organization ON api_keys (organization_id, created_at)",
            """
            CREATE TABLE sign_in_attempts (
                subject TEXT NOT NULL CHECK (subject <> ''),
                attempted_at INTEGER NOT NULL
            ) STRICT
            """,
            "CREATE INDEX sign_in_attempts_by_subject ON sign_in_attempts (subject, attempted_at)",
            "CREATE INDEX sign_in_attempts_by_time ON sign_in_attempts (attempted_at)",
        ])
}
