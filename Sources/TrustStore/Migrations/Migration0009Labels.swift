// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Labels of providers, agent types and agents; providers that rest; and what was asked of many agents at once.
    static let labels = Migration(
        number: 9, name: "labels and operations",
        statements: [
            labelTable("provider_labels", of: "providers", column: "provider_id"),
            "CREATE INDEX provider_labels_by_value ON provider_labels (organization_id, key, value)",
            labelTable("agent_type_labels", of: "agent_types", column: "type_id"),
            "CREATE INDEX agent_type_labels_by_value ON agent_type_labels (organization_id, key, value)",
            labelTable("agent_labels", of: "agents", column: "agent_id"),
            "CREATE INDEX agent_labels_by_value ON agent_labels (organization_id, key, value)",
            "ALTER TABLE providers ADD COLUMN paused_at INTEGER",
            """
            CREATE TABLE bulk_operations (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
                kind TEXT NOT NULL CHECK (kind IN ('start', 'stop', 'restart', 'pause', 'reassign')),
                actor TEXT NOT NULL CHECK (actor <> ''),
                role TEXT NOT NULL CHECK (role IN ('viewer', 'member', 'admin', 'owner')),
                provider_id TEXT,
                target_id TEXT,
                created_at INTEGER NOT NULL,
                finished_at INTEGER CHECK (finished_at >= created_at),
                UNIQUE (id, organization_id),
                FOREIGN KEY (provider_id, organization_id)
                    REFERENCES providers (id, organization_id) ON DELETE RESTRICT,
                FOREIGN KEY (target_id, organization_id)
                    REFERENCES providers (id, organization_id) ON DELETE RESTRICT,
                CHECK ((kind IN ('pause', 'reassign')) = (provider_id IS NOT NULL)),
                CHECK ((kind = 'reassign') = (target_id IS NOT NULL))
            ) STRICT
            """,
            "CREATE INDEX bulk_operations_by_organization ON bulk_operations (organization_id, created_at)",
            """
            CREATE TABLE bulk_operation_items (
                operation_id TEXT NOT NULL,
                organization_id TEXT NOT NULL,
                position INTEGER NOT NULL CHECK (position >= 0),
                agent_id TEXT NOT NULL,
                name TEXT NOT NULL,
                action TEXT NOT NULL CHECK (action IN ('start', 'stop', 'restart', 'move')),
                status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed')),
                error_code TEXT,
                error TEXT,
                PRIMARY KEY (operation_id, position),
                UNIQUE (operation_id, agent_id),
                FOREIGN KEY (operation_id, organization_id)
                    REFERENCES bulk_operations (id, organization_id) ON DELETE CASCADE,
                FOREIGN KEY (agent_id, organization_id)
                    REFERENCES agents (id, organization_id) ON DELETE RESTRICT,
                CHECK ((status = 'failed') = (error_code IS NOT NULL))
            ) STRICT
            """,
            "CREATE INDEX bulk_operation_items_by_agent ON bulk_operation_items (agent_id)",
            """
            CREATE INDEX bulk_operation_items_open ON bulk_operation_items (position, operation_id)
            WHERE status IN ('waiting', 'running')
            """,
        ])

    private static func labelTable(_ name: String, of owners: String, column: String) -> String {
        """
        CREATE TABLE \(name) (
            \(column) TEXT NOT NULL,
            organization_id TEXT NOT NULL,
            key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 63),
            value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 100),
            PRIMARY KEY (\(column), key),
            FOREIGN KEY (\(column), organization_id) REFERENCES \(owners) (id, organization_id) ON DELETE CASCADE
        ) STRICT
        """
    }
}
