// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What an API key is bound to, and when it ends.
    static let keyScopes = Migration(
        number: 8, name: "key scopes",
        statements: [
            "ALTER TABLE api_keys ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0 CHECK (read_only IN (0, 1))",
            // Slugs with a space between them: they are only ever read with their key. NULL is no bound.
            "ALTER TABLE api_keys ADD COLUMN endpoints TEXT CHECK (endpoints <> '')",
            "ALTER TABLE api_keys ADD COLUMN expires_at INTEGER CHECK (expires_at > created_at)",
        ])
}
