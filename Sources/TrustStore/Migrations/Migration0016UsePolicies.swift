// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Who may use a provider and how, commands of one's own, and who approved them.
    static let usePolicies = Migration(
        number: 16, name: "use policies",
        statements: [
            """
            ALTER TABLE providers ADD COLUMN allows_env INTEGER NOT NULL DEFAULT 1 CHECK (allows_env IN (0, 1))
            """,
            """
            ALTER TABLE providers ADD COLUMN allows_leased INTEGER NOT NULL DEFAULT 1
            CHECK (allows_leased IN (0, 1) AND allows_env + allows_leased > 0)
            """,
            """
            ALTER TABLE providers ADD COLUMN is_kept INTEGER NOT NULL DEFAULT 0 CHECK (is_kept IN (0, 1))
            """,
            """
            CREATE TABLE provider_agent_types (
                provider_id TEXT NOT NULL,
                type_id TEXT NOT NULL,
                organization_id TEXT NOT NULL,
                PRIMARY KEY (provider_id, type_id),
                FOREIGN KEY (provider_id, organization_id) REFERENCES providers (id, organization_id) ON DELETE CASCADE,
                FOREIGN KEY (type_id, organization_id) REFERENCES agent_types (id, organization_id) ON DELETE CASCADE
            ) STRICT
            """,
            "CREATE INDEX provider_agent_types_by_type ON provider_agent_types (type_id)",
            // Arguments as a JSON array; NULL is the built-in agent.
            "ALTER TABLE agent_types ADD COLUMN command TEXT CHECK (command <> '')",
            "ALTER TABLE agent_types ADD COLUMN approved_command TEXT CHECK (approved_command <> '')",
            """
            ALTER TABLE agent_types ADD COLUMN approved_delivery TEXT
            CHECK (approved_delivery IN ('env', 'leased') AND approved_command IS NOT NULL)
            """,
            "ALTER TABLE agent_types ADD COLUMN approved_at INTEGER",
            "ALTER TABLE agent_types ADD COLUMN approved_by TEXT REFERENCES users (id) ON DELETE SET NULL",
        ])
}
