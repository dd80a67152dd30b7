// SPDX-License-Identifier: Apache-2.0
import Logging
package import TrustCore
import TrustOutbound

/// Agents: made from a type, started, stopped, looked at.
package struct AgentService: Sendable {
    let agents: any AgentStore
    let types: any AgentTypeStore
    let driver: any RuntimeDriver
    let publisher: any SnapshotPublisher
    let opener: any CredentialOpener
    let audit: AuditTrail
    let locks: AgentLocks
    let gatewayURL: String
    let baseURLHosts: HostAllowList
    let allowsUnisolatedEnv: Bool
    let clock: WallClock
    let logger: Logger

    /// How long a process may take to end before it is killed.
    static let grace: Duration = .seconds(5)

    /// Shares its locks with the supervisor.
    package init(_ ports: ControlPorts, audit: AuditTrail, locks: AgentLocks) {
        agents = ports.agents
        types = ports.agentTypes
        driver = ports.driver
        publisher = ports.publisher
        opener = ports.opener
        gatewayURL = ports.gatewayURL
        baseURLHosts = ports.baseURLHosts
        allowsUnisolatedEnv = ports.allowsUnisolatedEnv
        clock = ports.clock
        logger = ports.logger
        self.audit = audit
        self.locks = locks
    }

    /// Those that a filter means, by name; all of them where it says nothing.
    package func list(_ caller: Caller, _ filter: AgentFilter = AgentFilter()) async throws -> [AgentView] {
        try caller.require(.viewAgents)
        let types = Dictionary(
            try await types.agentTypes(in: caller.organization).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        var views: [AgentView] = []
        for agent in try await agents.agents(in: caller.organization)
        where filter.matches(agent, type: types[agent.type]) {
            views.append(await view(of: agent, type: types[agent.type]))
        }
        return views
    }

    /// - Throws: `NOT_FOUND`.
    package func show(_ caller: Caller, _ id: AgentID) async throws -> AgentView {
        try caller.require(.viewAgents)
        return try await view(of: find(caller, id))
    }

    /// Makes an agent, stopped.
    /// - Throws: `INVALID_REQUEST` (`name`, `agent_type_id`), `NAME_TAKEN`.
    package func create(
        _ caller: Caller, name: String, type: AgentTypeID, labels: Labels = Labels()
    ) async throws -> AgentView {
        try caller.require(.manageAgents)
        let name = try TextRule("name", Bounds.name).check(name)
        guard try await types.agentType(type, in: caller.organization) != nil else {
            throw ControlError.invalid("agent_type_id", "There is no such agent type.")
        }
        let moment = clock.now()
        let agent = Agent(
            id: .make(at: moment), organization: caller.organization, type: type, name: name, state: .stopped,
            stateReason: nil, stateChangedAt: moment, process: nil, startedAt: nil, createdAt: moment,
            labels: labels)
        let operation = try await audit.begin("agent.create", on: "agent:\(agent.id)", by: caller)
        return try await audit.recordingFailure(of: operation) {
            try await agents.insert(
                agent, audit: operation.outcome(.succeeded, details: ["agent_type": type.description]))
            return try await view(of: agent)
        }
    }

    /// Changes name and labels; what is `nil` stays, labels are replaced whole.
    /// - Throws: `INVALID_REQUEST` (`name`), `NAME_TAKEN`, `NOT_FOUND`, `PRECONDITION_FAILED`.
    package func update(
        _ caller: Caller, _ id: AgentID, name: String? = nil, labels: Labels? = nil,
        when precondition: Precondition = .none
    ) async throws -> AgentView {
        try caller.require(.manageAgents)
        var agent = try await find(caller, id)
        if let name { agent.name = try TextRule("name", Bounds.name).check(name) }
        if let labels { agent.labels = labels }
        let changed = agent
        let operation = try await audit.begin("agent.update", on: "agent:\(id)", by: caller)
        return try await audit.recordingFailure(of: operation) {
            try await agents.update(changed, when: precondition, audit: operation.outcome(.succeeded))
            return try await view(of: find(caller, id))
        }
    }

    /// Removes a stopped agent with its folder and logs.
    /// - Throws: `AGENT_BUSY` unless it is stopped or in error, `NOT_FOUND`, `PRECONDITION_FAILED`.
    package func delete(_ caller: Caller, _ id: AgentID, when precondition: Precondition = .none) async throws {
        try caller.require(.manageAgents)
        _ = try await find(caller, id)
        let operation = try await audit.begin("agent.delete", on: "agent:\(id)", by: caller)
        try await audit.recordingFailure(of: operation) {
            try await locks.withLock(id) {
                try await agents.delete(
                    id, in: caller.organization, when: precondition, audit: operation.outcome(.succeeded))
                await driver.remove(id)
            }
        }
    }

    /// The last part of an agent's output.
    /// - Throws: `NOT_FOUND`.
    package func logs(_ caller: Caller, _ id: AgentID, lastBytes: Int = 64 << 10) async throws -> String {
        try caller.require(.viewAgents)
        _ = try await find(caller, id)
        let bytes = try await driver.logs(of: id, lastBytes: min(max(1, lastBytes), 1 << 20))
        return String(decoding: bytes, as: UTF8.self)
    }

    func find(_ caller: Caller, _ id: AgentID) async throws -> Agent {
        guard let agent = try await agents.agent(id, in: caller.organization) else {
            throw ControlError.notFound("agent")
        }
        return agent
    }

    func view(of agent: Agent) async throws -> AgentView {
        let type = try await types.agentType(agent.type, in: agent.organization)
        return await view(of: agent, type: type)
    }

    private func view(of agent: Agent, type: AgentType?) async -> AgentView {
        let runtime = type?.runtime ?? .process
        var isolation: Isolation?
        if runtime == .process { isolation = await self.isolation(of: agent) }
        return AgentView(
            agent: agent, typeName: type?.name ?? "", typeLabels: type?.labels ?? Labels(),
            delivery: type?.delivery ?? .env, runtime: runtime,
            isolation: isolation)
    }

    /// What was seen of its process; of an agent at rest, what this host gives to one.
    private func isolation(of agent: Agent) async -> Isolation {
        if agent.state == .stopped || agent.state == .error { return await driver.isolation() }
        return await driver.isolation(of: agent.id) ?? .unguarded
    }
}
