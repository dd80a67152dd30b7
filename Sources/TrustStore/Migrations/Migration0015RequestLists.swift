// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Calls are listed by organization, whichever filter is set; how many requests a minute it may make; and what of
    /// its first steps nobody but a person can know.
    ///
    /// Each index begins with the organization, so that the filter that tells more is the one that is found by. Those
    /// that failed are few among many: they have one of their own.
    static let requestLists = Migration(
        number: 15, name: "request lists",
        statements: [
            "DROP INDEX requests_by_agent",
            "DROP INDEX requests_by_provider",
            "CREATE INDEX requests_by_time ON requests (organization_id, started_at)",
            "CREATE INDEX requests_by_agent ON requests (organization_id, agent_id, started_at)",
            "CREATE INDEX requests_by_type ON requests (organization_id, agent_type_id, started_at)",
            "CREATE INDEX requests_by_provider ON requests (organization_id, provider_id, started_at)",
            "CREATE INDEX requests_by_model ON requests (organization_id, requested_model, started_at)",
            """
            CREATE INDEX requests_failed ON requests (organization_id, started_at)
            WHERE outcome >= 2 OR status >= 400
            """,
            """
            ALTER TABLE organizations ADD COLUMN request_limit INTEGER NOT NULL DEFAULT 60
            CHECK (request_limit BETWEEN 1 AND 100000)
            """,
            "ALTER TABLE organizations ADD COLUMN key_backed_up_at INTEGER",
            "ALTER TABLE organizations ADD COLUMN checklist_dismissed_at INTEGER",
        ])
}
