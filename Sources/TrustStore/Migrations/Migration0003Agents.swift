// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Agent types with their routes, agents, and the leases on which "in use" rests.
    static let agents = Migration(
        number: 3, name: "agents and leases",
        statements: [
            """
            CREATE TABLE agent_types (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE RESTRICT,
                name TEXT NOT NULL CHECK (name <> ''),
                slug TEXT NOT NULL CHECK (slug <> ''),
                system_prompt TEXT NOT NULL,
                endpoint_slug TEXT CHECK (endpoint_slug <> ''),
                temperature REAL CHECK (temperature BETWEEN 0 AND 1),
                max_tokens INTEGER CHECK (max_tokens >= 1),
                delivery TEXT NOT NULL CHECK (delivery IN ('env', 'leased')),
                runtime TEXT NOT NULL CHECK (runtime IN ('process', 'external')),
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                deleted_at INTEGER,
                UNIQUE (id, organization_id),
                CHECK (runtime <> 'external' OR delivery = 'leased')
            ) STRICT
            """,
            """
            CREATE UNIQUE INDEX agent_types_by_slug ON agent_types (organization_id, slug) WHERE deleted_at IS NULL
            """,
            """
            CREATE UNIQUE INDEX agent_types_by_endpoint ON agent_types (organization_id, endpoint_slug)
            WHERE deleted_at IS NULL AND endpoint_slug IS NOT NULL
            """,
            """
            CREATE TABLE agent_type_capabilities (
                type_id TEXT NOT NULL REFERENCES agent_types (id) ON DELETE CASCADE,
                capability TEXT NOT NULL CHECK (capability IN ('code_review', 'web_http')),
                position INTEGER NOT NULL CHECK (position >= 0),
                PRIMARY KEY (type_id, capability)
            ) STRICT
            """,
            """
            CREATE TABLE agent_type_routes (
                type_id TEXT NOT NULL,
                organization_id TEXT NOT NULL,
                position INTEGER NOT NULL CHECK (position >= 0),
                provider_id TEXT NOT NULL,
                model TEXT NOT NULL CHECK (model <> ''),
                PRIMARY KEY (type_id, position),
                FOREIGN KEY (type_id, organization_id)
                    REFERENCES agent_types (id, organization_id) ON DELETE CASCADE,
                FOREIGN KEY (provider_id, organization_id)
                    REFERENCES providers (id, organization_id) ON DELETE RESTRICT
            ) STRICT
            """,
            "CREATE INDEX agent_type_routes_by_provider ON agent_type_routes (provider_id)",
            """
            CREATE TRIGGER routes_name_living_providers BEFORE INSERT ON agent_type_routes
            WHEN EXISTS (SELECT 1 FROM providers WHERE id = NEW.provider_id AND deleted_at IS NOT NULL)
            BEGIN SELECT RAISE(ABORT, 'a route names a deleted provider'); END
            """,
            """
            CREATE TRIGGER providers_outlive_routes BEFORE UPDATE OF deleted_at ON providers
            WHEN NEW.deleted_at IS NOT NULL AND EXISTS (
                SELECT 1 FROM agent_type_routes r JOIN agent_types t ON t.id = r.type_id
                WHERE r.provider_id = NEW.id AND t.deleted_at IS NULL)
            BEGIN SELECT RAISE(ABORT, 'a living agent type names the provider'); END
            """,
            """
            CREATE TABLE agents (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL,
                type_id TEXT NOT NULL,
                name TEXT NOT NULL CHECK (name <> ''),
                state TEXT NOT NULL
                    CHECK (state IN ('stopped', 'starting', 'running', 'stopping', 'error', 'unknown')),
                state_reason TEXT,
                state_changed_at INTEGER NOT NULL,
                pid INTEGER CHECK (pid > 0),
                pid_start_ticks INTEGER,
                token_hash BLOB UNIQUE CHECK (length(token_hash) = 32),
                token_expires_at INTEGER,
                token_addresses TEXT NOT NULL DEFAULT '',
                started_at INTEGER,
                created_at INTEGER NOT NULL,
                deleted_at INTEGER,
                UNIQUE (id, organization_id),
                FOREIGN KEY (type_id, organization_id)
                    REFERENCES agent_types (id, organization_id) ON DELETE RESTRICT,
                CHECK ((pid IS NULL) = (pid_start_ticks IS NULL)),
                CHECK (state NOT IN ('stopped', 'error') OR (token_hash IS NULL AND pid IS NULL)),
                CHECK (token_hash IS NOT NULL OR (token_expires_at IS NULL AND token_addresses = '')),
                CHECK (deleted_at IS NULL OR state IN ('stopped', 'error'))
            ) STRICT
            """,
            "CREATE UNIQUE INDEX agents_by_name ON agents (organization_id, name) WHERE deleted_at IS NULL",
            "CREATE INDEX agents_by_type ON agents (type_id) WHERE deleted_at IS NULL",
            """
            CREATE INDEX agents_active ON agents (state) WHERE state IN ('starting', 'running', 'stopping')
            """,
            """
            CREATE TABLE leases (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                agent_id TEXT NOT NULL,
                organization_id TEXT NOT NULL,
                provider_id TEXT NOT NULL,
                version_id TEXT NOT NULL,
                position INTEGER NOT NULL CHECK (position >= 0),
                model TEXT NOT NULL CHECK (model <> ''),
                delivery TEXT NOT NULL CHECK (delivery IN ('env', 'leased')),
                opened_at INTEGER NOT NULL,
                UNIQUE (agent_id, version_id),
                UNIQUE (agent_id, position),
                FOREIGN KEY (agent_id, organization_id)
                    REFERENCES agents (id, organization_id) ON DELETE RESTRICT,
                FOREIGN KEY (version_id, provider_id, organization_id)
                    REFERENCES credential_versions (id, provider_id, organization_id) ON DELETE RESTRICT
            ) STRICT
            """,
            "CREATE INDEX leases_by_version ON leases (version_id)",
            "CREATE INDEX leases_by_provider ON leases (provider_id)",
            """
            CREATE TRIGGER agents_at_rest_hold_no_lease BEFORE UPDATE OF state ON agents
            WHEN NEW.state IN ('stopped', 'error') AND EXISTS (SELECT 1 FROM leases WHERE agent_id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'an agent at rest holds no lease'); END
            """,
        ])
}
