// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Tool permits, counted in the same windows as every other limit.
package struct SQLToolPermits: ToolPermits {
    private let database: any Database

    package init(database: any Database) { self.database = database }

    package func take(_ tool: AgentTool, for agent: AgentID, at moment: Timestamp) async throws -> LimitDecision {
        var limits: [(limit: RateLimit, subject: String)] = [(.toolCalls, "agent:\(agent):tool_calls")]
        if tool.usesHTTP { limits.append((.httpRequests, "agent:\(agent):http_requests")) }
        return try await database.write { [limits] session in
            var taken: [(counter: FixedWindowCounter, subject: String, window: Int64)] = []
            var tightest: LimitDecision?
            for (limit, subject) in limits {
                var counter = try session.counter(of: subject, window: limit.window)
                let decision = counter.take(of: limit, at: moment)
                // Nothing has been stored yet, so that a refusal takes nothing of the other limit either.
                guard decision.allowed else { return decision }
                taken.append((counter, subject, limit.window))
                if decision.remaining < tightest?.remaining ?? .max { tightest = decision }
            }
            for use in taken { try session.store(use.counter, of: use.subject, window: use.window) }
            guard let tightest else { throw StoreError(.conflict("The tool has no limit.")) }
            return tightest
        }
    }

    package func tools(of agent: AgentID) async throws -> [AgentTool] {
        try await database.read { session in
            try session.query(
                """
                SELECT c.capability FROM agent_type_capabilities c JOIN agents a ON a.type_id = c.type_id
                WHERE a.id = $1 AND a.deleted_at IS NULL ORDER BY c.position
                """, [.id(agent)]
            ).map { row -> Capability in try row.member("capability") }.tools
        }
    }
}
