// SPDX-License-Identifier: Apache-2.0

package import TrustCore

/// Which agents something is asked of.
package enum AgentChoice: Sendable {
    case these([AgentID])
    /// All that a filter means now; one that leaves nobody out is refused.
    case selected(AgentFilter)
}

/// Acting on many agents at once: what is asked for is stored and done in the background.
package struct BulkOperationService: Sendable {
    /// How many agents an operation may name.
    package static let limit = 5000

    private let operations: any BulkOperationStore
    private let agents: any AgentStore
    private let types: any AgentTypeStore
    private let providers: any ProviderStore
    private let publisher: any SnapshotPublisher
    private let audit: AuditTrail
    private let clock: WallClock
    private let runner: BulkRunner

    init(_ ports: ControlPorts, audit: AuditTrail, runner: BulkRunner) {
        operations = ports.operations
        agents = ports.agents
        types = ports.agentTypes
        providers = ports.providers
        publisher = ports.publisher
        clock = ports.clock
        self.audit = audit
        self.runner = runner
    }

    /// The latest hundred, newest first.
    package func list(_ caller: Caller) async throws -> [BulkOperation] {
        try caller.require(.viewAgents)
        return try await operations.operations(in: caller.organization, limit: 100)
    }

    /// - Throws: `NOT_FOUND`.
    package func show(_ caller: Caller, _ id: BulkOperationID) async throws -> BulkOperation {
        try caller.require(.viewAgents)
        guard let operation = try await operations.operation(id, in: caller.organization) else {
            throw ControlError.notFound("operation")
        }
        return operation
    }

    /// Starts, stops or restarts many agents. One that is where it is sent already counts as done, and one that fails
    /// does not keep the others from it.
    /// - Throws: `INVALID_REQUEST` (`agents`, `selector`), `NOT_FOUND` where an agent that is named is not there.
    package func act(
        _ caller: Caller, _ action: BulkOperation.Item.Action, on choice: AgentChoice
    ) async throws -> BulkOperation {
        try caller.require(.manageAgents)
        let kind: BulkOperation.Kind
        switch action {
        case .start: kind = .start
        case .stop: kind = .stop
        case .restart: kind = .restart
        case .move: throw ControlError.invalid("action", "This takes start, stop or restart.")
        }
        var operation = new(kind, caller)
        operation.items = try await chosen(caller, choice).map {
            BulkOperation.Item(agent: $0.id, name: $0.name, action: action)
        }
        let recorded = try await audit.begin(
            "agents.\(action.rawValue)", on: "operation:\(operation.id)", by: caller,
            details: ["agents": String(operation.items.count)])
        let asked = operation
        try await audit.recordingFailure(of: recorded) {
            try await operations.insert(asked, audit: recorded.outcome(.succeeded))
        }
        runner.wake()
        return try await show(caller, operation.id)
    }

    /// Stops every agent on a provider; none can be started on it until it is resumed.
    /// - Throws: `NOT_FOUND`.
    package func pause(_ caller: Caller, _ provider: ProviderID) async throws -> BulkOperation {
        try caller.require(.manageProviders)
        try caller.require(.manageAgents)
        try await requireProvider(caller, provider)
        var operation = new(.pause, caller)
        operation.provider = provider
        let asked = operation
        let recorded = try await audit.begin("provider.pause", on: "provider:\(provider)", by: caller)
        try await audit.recordingFailure(of: recorded) {
            _ = try await operations.pause(
                provider, asked,
                audit: recorded.outcome(.succeeded, details: ["operation": asked.id.description]))
        }
        runner.wake()
        return try await show(caller, operation.id)
    }

    /// Lets agents be started on a provider again; those that were stopped stay stopped.
    /// - Throws: `NOT_FOUND`.
    package func resume(_ caller: Caller, _ provider: ProviderID) async throws {
        try caller.require(.manageProviders)
        try await requireProvider(caller, provider)
        let recorded = try await audit.begin("provider.resume", on: "provider:\(provider)", by: caller)
        try await audit.recordingFailure(of: recorded) {
            try await operations.resume(
                provider, in: caller.organization, audit: recorded.outcome(.succeeded))
        }
    }

    /// Gives every agent type on a provider, or those with some labels, another one, and restarts their running agents, a
    /// few at a time, so that they use the other key. Agents that run elsewhere keep their token, which is good for the
    /// other provider at once.
    /// - Throws: `NOT_FOUND`; `INVALID_REQUEST` (`to`; `labels` that no agent type on it has; `model_map` naming `models`
    ///   that have no counterpart); `AGENT_RUNS_ELSEWHERE` naming agents that could not speak to the other type;
    ///   `PROVIDER_PAUSED`.
    package func reassign(_ caller: Caller, _ reassignment: ProviderReassignment) async throws -> BulkOperation {
        try caller.require(.manageProviders)
        try caller.require(.manageAgents)
        try await requireProvider(caller, reassignment.from)
        guard reassignment.to != reassignment.from else {
            throw ControlError.invalid("to", "Name another provider than the one that is left.")
        }
        guard try await providers.provider(reassignment.to, in: caller.organization) != nil else {
            throw ControlError.invalid("to", "There is no such provider.")
        }
        var details = ["provider_to": reassignment.to.description]
        if !reassignment.labels.isEmpty {
            let types = try await types.agentTypes(in: caller.organization)
            guard types.contains(where: { $0.provider == reassignment.from && reassignment.labels.matches($0.labels) })
            else { throw ControlError.invalid("labels", "No agent type on this provider has these labels.") }
            details["labels"] = reassignment.labels.terms.map(\.text).joined(separator: ",")
        }
        var checked = reassignment
        checked.models = [:]
        for (old, new) in reassignment.models {
            checked.models[old] = try TextRule("model_map", Bounds.model).check(new)
        }
        var operation = new(.reassign, caller)
        (operation.provider, operation.target) = (reassignment.from, reassignment.to)
        let (asked, wanted) = (operation, checked)
        let recorded = try await audit.begin(
            "provider.reassign", on: "provider:\(reassignment.from)", by: caller,
            details: details)
        try await audit.recordingFailure(of: recorded) {
            _ = try await operations.reassign(
                wanted, asked, audit: recorded.outcome(.succeeded, details: ["operation": asked.id.description]))
        }
        // The gateway follows changes by itself too; who is told that it is done may rely on it.
        try await publisher.publish()
        runner.wake()
        return try await show(caller, operation.id)
    }

    private func new(_ kind: BulkOperation.Kind, _ caller: Caller) -> BulkOperation {
        let moment = clock.now()
        return BulkOperation(
            id: .make(at: moment), organization: caller.organization, kind: kind, actor: caller.actor,
            role: caller.role, createdAt: moment)
    }

    private func chosen(_ caller: Caller, _ choice: AgentChoice) async throws -> [Agent] {
        let all = try await agents.agents(in: caller.organization)
        var found: [Agent]
        switch choice {
        case .these(let ids):
            guard !ids.isEmpty else { throw ControlError.invalid("agents", "Name at least one agent.") }
            let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            found = []
            for id in Set(ids).sorted() {
                guard let agent = byID[id] else { throw ControlError.notFound("agent") }
                found.append(agent)
            }
        case .selected(let filter):
            guard !filter.isEmpty else {
                throw ControlError.invalid("selector", "This would mean every agent. Say which.")
            }
            let types = Dictionary(
                try await types.agentTypes(in: caller.organization).map { ($0.id, $0) },
                uniquingKeysWith: { first, _ in first })
            found = all.filter { filter.matches($0, type: types[$0.type]) }
        }
        guard found.count <= Self.limit else {
            throw ControlError.invalid("agents", "At most \(Self.limit) agents can be acted on at once.")
        }
        return found
    }

    private func requireProvider(_ caller: Caller, _ id: ProviderID) async throws {
        guard try await providers.provider(id, in: caller.organization) != nil else {
            throw ControlError.notFound("provider")
        }
    }
}
