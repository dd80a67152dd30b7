// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// More bundles of tools than the first two. A set of values can't be changed in place, so the table is made anew.
    static let capabilities = Migration(
        number: 13, name: "capabilities",
        statements: [
            """
            CREATE TABLE agent_type_bundles (
                type_id TEXT NOT NULL REFERENCES agent_types (id) ON DELETE CASCADE,
                capability TEXT NOT NULL
                    CHECK (capability IN ('code_review', 'file_operations', 'git_full', 'web_http')),
                position INTEGER NOT NULL CHECK (position >= 0),
                PRIMARY KEY (type_id, capability)
            ) STRICT
            """,
            """
            INSERT INTO agent_type_bundles (type_id, capability, position)
            SELECT type_id, capability, position FROM agent_type_capabilities
            """,
            "DROP TABLE agent_type_capabilities",
            "ALTER TABLE agent_type_bundles RENAME TO agent_type_capabilities",
        ])
}
