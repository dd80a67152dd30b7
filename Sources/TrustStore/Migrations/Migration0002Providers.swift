// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Providers and their sealed keys. A deleted provider stays as a shell without a key.
    static let providers = Migration(
        number: 2, name: "providers",
        statements: [
            """
            CREATE TABLE providers (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE RESTRICT,
                name TEXT NOT NULL CHECK (name <> ''),
                type TEXT NOT NULL CHECK (type IN ('openai', 'anthropic')),
                base_url TEXT CHECK (base_url <> ''),
                use_case TEXT,
                key_hint TEXT CHECK (length(key_hint) = 4),
                health TEXT NOT NULL CHECK (health IN (
                    'not_tested', 'works', 'invalid_key', 'restricted', 'quota_exhausted', 'rate_limited',
                    'unreachable', 'failing')),
                health_checked_at INTEGER,
                health_message TEXT,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                created_by TEXT REFERENCES users (id) ON DELETE SET NULL,
                deleted_at INTEGER,
                UNIQUE (id, organization_id),
                CHECK (deleted_at IS NULL OR key_hint IS NULL)
            ) STRICT
            """,
            """
            CREATE UNIQUE INDEX providers_by_name ON providers (organization_id, name) WHERE deleted_at IS NULL
            """,
            """
            CREATE TABLE credential_versions (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                provider_id TEXT NOT NULL,
                organization_id TEXT NOT NULL,
                number INTEGER NOT NULL CHECK (number >= 1),
                state TEXT NOT NULL CHECK (state IN ('current', 'retiring')),
                fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 16),
                record BLOB NOT NULL CHECK (substr(record, 1, 4) = x'504B5231'),
                created_at INTEGER NOT NULL,
                FOREIGN KEY (provider_id, organization_id)
                    REFERENCES providers (id, organization_id) ON DELETE RESTRICT,
                UNIQUE (provider_id, number),
                UNIQUE (id, provider_id, organization_id)
            ) STRICT
            """,
            """
            CREATE UNIQUE INDEX credential_versions_current ON credential_versions (provider_id)
            WHERE state = 'current'
            """,
            "CREATE INDEX credential_versions_by_fingerprint ON credential_versions (organization_id, fingerprint)",
            """
            CREATE TABLE credential_wrappings (
                version_id TEXT NOT NULL REFERENCES credential_versions (id) ON DELETE CASCADE,
                slot INTEGER NOT NULL CHECK (slot IN (1, 2)),
                service TEXT NOT NULL CHECK (service <> ''),
                key_reference TEXT NOT NULL CHECK (key_reference <> ''),
                wrapped_key BLOB NOT NULL CHECK (length(wrapped_key) BETWEEN 1 AND 6144),
                generation INTEGER NOT NULL DEFAULT 1 CHECK (generation >= 1),
                created_at INTEGER NOT NULL,
                PRIMARY KEY (version_id, slot)
            ) STRICT
            """,
            """
            CREATE TRIGGER providers_keep_no_key BEFORE UPDATE OF deleted_at ON providers
            WHEN NEW.deleted_at IS NOT NULL
                AND EXISTS (SELECT 1 FROM credential_versions WHERE provider_id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'a deleted provider keeps no key'); END
            """,
            """
            CREATE TRIGGER providers_take_no_key BEFORE INSERT ON credential_versions
            WHEN EXISTS (SELECT 1 FROM providers WHERE id = NEW.provider_id AND deleted_at IS NOT NULL)
            BEGIN SELECT RAISE(ABORT, 'a deleted provider takes no key'); END
            """,
        ])
}
