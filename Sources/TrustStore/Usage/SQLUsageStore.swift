// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Usage, read.
package struct SQLUsageStore: UsageStore {
    let database: any Database

    package init(database: any Database) { self.database = database }

    package func statistics(
        ofAgent agent: AgentID, in organization: OrganizationID, since moment: Timestamp?
    ) async throws -> AgentStatistics {
        let parameters = Self.parameters(agent, organization, moment)
        return try await database.read { session in
            var statistics = try session.callStatistics(by: "agent_id", parameters)
            let messages = try session.query(
                """
                SELECT COALESCE(SUM(CASE WHEN state = 'done' THEN 1 ELSE 0 END), 0) AS answered,
                    COALESCE(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0) AS failed
                FROM messages WHERE agent_id = $1 AND organization_id = $2 AND finished_at >= $3
                """, parameters)
            statistics.messagesProcessed = try messages.first?.integer("answered") ?? 0
            statistics.errors += try messages.first?.integer("failed") ?? 0
            return statistics
        }
    }

    package func statistics(
        ofProvider provider: ProviderID, in organization: OrganizationID, since moment: Timestamp?
    ) async throws -> AgentStatistics {
        let parameters = Self.parameters(provider, organization, moment)
        return try await database.read { session in try session.callStatistics(by: "provider_id", parameters) }
    }

    package func total(in organization: OrganizationID, since moment: Timestamp) async throws -> UsageTotal {
        try await database.read { session in
            let messages = try session.query(
                "SELECT COUNT(*) AS n FROM messages WHERE organization_id = $1 AND created_at >= $2",
                [.id(organization), .time(moment)])
            let tokens = try session.query(
                """
                SELECT COALESCE(SUM(input_tokens + cached_read_tokens + cache_write_tokens + cache_write_long_tokens
                    + output_tokens), 0) AS n
                FROM requests WHERE organization_id = $1 AND started_at >= $2
                """, [.id(organization), .time(moment)])
            return UsageTotal(
                messages: try messages.first?.integer("n") ?? 0, tokens: try tokens.first?.integer("n") ?? 0)
        }
    }

    package func requests(
        ofAgent agent: AgentID, in organization: OrganizationID, limit: Int
    ) async throws -> [UsageEvent] {
        try await database.read { session in
            try session.query(
                """
                SELECT * FROM requests WHERE agent_id = $1 AND organization_id = $2
                ORDER BY started_at DESC, id DESC LIMIT $3
                """, [.id(agent), .id(organization), .integer(Int64(max(0, limit)))]
            ).map { try UsageEvent($0) }
        }
    }

    private static func parameters<Entity>(
        _ id: ID<Entity>, _ organization: OrganizationID, _ moment: Timestamp?
    ) -> [SQLValue] {
        [.id(id), .id(organization), .integer(moment?.microseconds ?? .min)]
    }
}

extension SQLSession {
    /// The figures of calls; messages are not among them. `column` is one of ours, never from outside.
    fileprivate func callStatistics(by column: String, _ parameters: [SQLValue]) throws -> AgentStatistics {
        let rows = try query(
            """
            SELECT COUNT(*) AS calls,
                COALESCE(SUM(input_tokens), 0) AS input_tokens,
                COALESCE(SUM(cached_read_tokens), 0) AS cached_read_tokens,
                COALESCE(SUM(cache_write_tokens), 0) AS cache_write_tokens,
                COALESCE(SUM(cache_write_long_tokens), 0) AS cache_write_long_tokens,
                COALESCE(SUM(output_tokens), 0) AS output_tokens,
                COALESCE(SUM(CASE WHEN outcome = 0 THEN duration ELSE 0 END), 0) AS completed_duration,
                COALESCE(SUM(CASE WHEN outcome = 0 THEN 1 ELSE 0 END), 0) AS completed,
                COALESCE(SUM(CASE WHEN outcome IN (\(Self.errorOutcomes)) OR status >= 400 THEN 1 ELSE 0 END), 0)
                    AS errors,
                COALESCE(SUM(cost), 0) AS cost,
                COALESCE(SUM(CASE WHEN cost IS NULL THEN 1 ELSE 0 END), 0) AS unknown_cost
            FROM requests WHERE \(column) = $1 AND organization_id = $2 AND started_at >= $3
            """, parameters)
        guard let row = rows.first else { throw StoreError(.unavailable, cause: "a sum without a row") }
        let completed = try row.integer("completed")
        return AgentStatistics(
            usage: try TokenUsage(row), calls: try row.integer("calls"),
            averageResponseTime: completed > 0 ? try row.integer("completed_duration") / completed : nil,
            messagesProcessed: 0, errors: try row.integer("errors"),
            cost: Nanodollars(try row.integer("cost")), callsOfUnknownCost: try row.integer("unknown_cost"))
    }

    private static var errorOutcomes: String {
        CallOutcome.allCases.filter(\.isError).map { String($0.rawValue) }.joined(separator: ", ")
    }
}
