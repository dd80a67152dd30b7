// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What agents and providers have used.
package struct UsageService: Sendable {
    private let usage: any UsageStore
    private let agents: any AgentStore
    private let providers: any ProviderStore
    private let clock: WallClock

    package init(
        usage: any UsageStore, agents: any AgentStore, providers: any ProviderStore, clock: WallClock = WallClock()
    ) {
        self.usage = usage
        self.agents = agents
        self.providers = providers
        self.clock = clock
    }

    /// What the caller's organization used in the last days.
    package func total(_ caller: Caller, days: Int64) async throws -> UsageTotal {
        try caller.require(.viewUsage)
        return try await usage.total(
            in: caller.organization, since: clock.now().adding(seconds: -days * 24 * 3600))
    }

    /// Total tokens, average response time, messages processed, errors, cost of an agent: of its calls since a moment,
    /// or of all.
    /// - Throws: `NOT_FOUND`.
    package func statistics(
        _ caller: Caller, ofAgent id: AgentID, since moment: Timestamp? = nil
    ) async throws -> AgentStatistics {
        try caller.require(.viewUsage)
        guard try await agents.agent(id, in: caller.organization) != nil else { throw ControlError.notFound("agent") }
        return try await usage.statistics(ofAgent: id, in: caller.organization, since: moment)
    }

    /// The same over a provider's calls.
    /// - Throws: `NOT_FOUND`.
    package func statistics(
        _ caller: Caller, ofProvider id: ProviderID, since moment: Timestamp? = nil
    ) async throws -> AgentStatistics {
        try caller.require(.viewUsage)
        guard try await providers.provider(id, in: caller.organization) != nil else {
            throw ControlError.notFound("provider")
        }
        return try await usage.statistics(ofProvider: id, in: caller.organization, since: moment)
    }

    /// The latest calls of an agent, newest first, 200 at most.
    /// - Throws: `NOT_FOUND`.
    package func requests(_ caller: Caller, ofAgent id: AgentID, limit: Int = 50) async throws -> [UsageEvent] {
        try caller.require(.viewUsage)
        guard try await agents.agent(id, in: caller.organization) != nil else { throw ControlError.notFound("agent") }
        return try await usage.requests(ofAgent: id, in: caller.organization, limit: min(max(1, limit), 200))
    }
}
