// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Reads the audit log.
package struct AuditService: Sendable {
    private let log: any AuditLog
    private let trail: AuditTrail
    private let people: any IdentityStore & PeopleStore
    private let providers: any ProviderStore
    private let types: any AgentTypeStore
    private let agents: any AgentStore

    package init(_ ports: ControlPorts, trail: AuditTrail) {
        log = ports.audit
        self.trail = trail
        people = ports.identity
        providers = ports.providers
        types = ports.agentTypes
        agents = ports.agents
    }

    /// What is asked for of the log; texts as `AuditQuery` has them.
    package struct Filter: Sendable, Hashable {
        package var actor: String?
        package var action: String?
        package var subject: String?
        package var from: Timestamp?
        package var to: Timestamp?

        package init(
            actor: String? = nil, action: String? = nil, subject: String? = nil, from: Timestamp? = nil,
            to: Timestamp? = nil
        ) {
            self.actor = actor
            self.action = action
            self.subject = subject
            self.from = from
            self.to = to
        }
    }

    /// Operations of the caller's organization, newest first; an intent and its outcome are one.
    /// - Parameters:
    ///   - caller: Who asks.
    ///   - filter: Which operations.
    ///   - sequence: The `sequence` of the last operation of the part before, for the next part.
    ///   - limit: How many at most.
    /// - Returns: the operations, and whether more follow.
    /// - Throws: `FORBIDDEN` below admin.
    package func operations(
        _ caller: Caller, _ filter: Filter = Filter(), before sequence: Int64? = nil, limit: Int = 50
    ) async throws -> (operations: [AuditedOperation], hasMore: Bool) {
        try caller.require(.viewAudit)
        let limit = min(max(1, limit), 1000)
        let found = try await log.operations(filter.query(of: caller), before: sequence, limit: limit + 1)
        return (Array(found.prefix(limit)), found.count > limit)
    }

    /// Writes down that somebody takes the log out, before the first row of it goes.
    /// - Throws: `FORBIDDEN` below admin.
    package func beginExport(_ caller: Caller) async throws {
        try caller.require(.viewAudit)
        let operation = try await trail.begin("audit.export", on: "organization:\(caller.organization)", by: caller)
        try await trail.end(operation, .succeeded)
    }

    /// Single rows in their order, for an export: up to 1000 from behind a sequence.
    /// - Throws: `FORBIDDEN` below admin.
    package func records(_ caller: Caller, _ filter: Filter, after sequence: Int64) async throws -> [AuditRecord] {
        try caller.require(.viewAudit)
        return try await log.records(filter.query(of: caller), after: sequence, limit: 1000)
    }

    /// What actors and subjects are called, by their stored form (`agent:<id>`); those that are gone have no name.
    /// - Throws: `FORBIDDEN` below admin.
    package func names(_ caller: Caller) async throws -> [String: String] {
        try caller.require(.viewAudit)
        let organization = caller.organization
        var names: [String: String] = [:]
        for person in try await people.people(in: organization) { names["user:\(person.user.id)"] = person.user.email }
        for key in try await people.apiKeys(in: organization) { names["api_key:\(key.id)"] = key.name }
        for provider in try await providers.providers(in: organization) {
            names["provider:\(provider.id)"] = provider.name
        }
        for type in try await types.agentTypes(in: organization) { names["agent_type:\(type.id)"] = type.name }
        for agent in try await agents.agents(in: organization) { names["agent:\(agent.id)"] = agent.name }
        return names
    }
}

extension AuditService.Filter {
    fileprivate func query(of caller: Caller) -> AuditQuery {
        AuditQuery(
            organization: caller.organization, actor: actor, action: action, subject: subject, from: from, to: to)
    }
}
