// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Which limits there are, how far this minute has used them, and the one that can be changed.
package struct LimitService: Sendable {
    /// What an organization's limit of requests a minute may be.
    package static let requestLimits: ClosedRange<Int64> = 1...100_000

    private let settings: any LimitSettings
    private let agents: any AgentStore
    private let audit: AuditTrail
    private let clock: WallClock

    package init(
        settings: any LimitSettings, agents: any AgentStore, audit: AuditTrail, clock: WallClock
    ) {
        self.settings = settings
        self.agents = agents
        self.audit = audit
        self.clock = clock
    }

    /// The limits of the caller's organization and of its agents, with what this minute has used.
    package func show(_ caller: Caller) async throws -> LimitsView {
        try caller.require(.viewUsage)
        let now = clock.now()
        let limit = try await settings.requestLimit(of: caller.organization)
        let start = limit.windowStart(at: now)
        let counters = try await settings.counters(since: start)
        func used(_ subject: String) -> Int64 { counters[subject]?.used ?? 0 }
        let agents = try await agents.agents(in: caller.organization).map { agent in
            AgentLimitUse(
                agent: agent,
                requests: LimitUse(limit: RateLimit.agentRequests.limit, used: used("agent:\(agent.id)")),
                toolCalls: LimitUse(limit: RateLimit.toolCalls.limit, used: used("agent:\(agent.id):tool_calls")),
                httpRequests: LimitUse(
                    limit: RateLimit.httpRequests.limit, used: used("agent:\(agent.id):http_requests")))
        }
        return LimitsView(
            organization: LimitUse(limit: limit.limit, used: used("organization:\(caller.organization)")),
            agents: agents.sorted { ($1.share, $0.agent.name) < ($0.share, $1.agent.name) },
            version: limit.version, resetsAt: start.adding(seconds: limit.window))
    }

    /// Changes how many requests a minute the organization may make; it counts at once.
    /// - Throws: `INVALID_REQUEST` (`organization_requests`), `PRECONDITION_FAILED`, `FORBIDDEN` below admin.
    package func setOrganizationRequests(
        _ caller: Caller, to limit: Int64, when precondition: Precondition = .none
    ) async throws -> LimitsView {
        try caller.require(.manageLimits)
        guard Self.requestLimits.contains(limit) else {
            throw ControlError.invalid("organization_requests", "This takes a number from 1 to 100,000.")
        }
        let operation = try await audit.begin(
            "limit.update", on: "organization:\(caller.organization)", by: caller,
            details: ["organization_requests": String(limit)])
        try await audit.recordingFailure(of: operation) {
            try await settings.setRequestLimit(
                limit, of: caller.organization, when: precondition,
                audit: operation.outcome(.succeeded, details: ["organization_requests": String(limit)]))
        }
        return try await show(caller)
    }
}

/// A limit in this minute.
package struct LimitUse: Sendable, Hashable {
    package var limit: Int64
    package var used: Int64

    package init(limit: Int64, used: Int64) {
        self.limit = limit
        self.used = used
    }

    package var remaining: Int64 { max(0, limit - used) }
    /// From 0 to 1, and above where the limit was lowered within the minute.
    package var share: Double { Double(used) / Double(max(1, limit)) }
    /// Whether less than a fifth is left.
    package var isNear: Bool { share >= 0.8 }
}

/// An agent's limits in this minute.
package struct AgentLimitUse: Sendable, Hashable {
    package var agent: Agent
    package var requests: LimitUse
    package var toolCalls: LimitUse
    package var httpRequests: LimitUse

    /// Of the one that is used most.
    package var share: Double { max(requests.share, toolCalls.share, httpRequests.share) }
}

/// Every limit in this minute.
package struct LimitsView: Sendable, Hashable {
    package var organization: LimitUse
    /// Who has used most of a limit first.
    package var agents: [AgentLimitUse]
    /// Of what can be changed.
    package var version: RecordVersion
    package var resetsAt: Timestamp
}
