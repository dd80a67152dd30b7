// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Agent types: templates that agents are made from.
package struct AgentTypeService: Sendable {
    private let types: any AgentTypeStore
    private let providers: any ProviderStore
    private let audit: AuditTrail
    private let clock: WallClock

    package init(types: any AgentTypeStore, providers: any ProviderStore, audit: AuditTrail, clock: WallClock) {
        self.types = types
        self.providers = providers
        self.audit = audit
        self.clock = clock
    }

    /// Those that a selector means, by name; all of them where it says nothing.
    package func list(_ caller: Caller, labels: LabelSelector = LabelSelector()) async throws -> [AgentTypeView] {
        try caller.require(.viewAgents)
        let providers = Dictionary(
            try await providers.providers(in: caller.organization).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        return try await types.agentTypes(in: caller.organization)
            .filter { labels.matches($0.labels) }.map { Self.view(of: $0, providers[$0.provider]) }
    }

    /// - Throws: `NOT_FOUND`.
    package func show(_ caller: Caller, _ id: AgentTypeID) async throws -> AgentTypeView {
        try caller.require(.viewAgents)
        return try await view(of: find(caller, id))
    }

    /// - Throws: `INVALID_REQUEST` naming the field, `NAME_TAKEN` (`slug`, `endpoint_slug`), `DELIVERY_NOT_ALLOWED` by
    ///   the provider's use policy.
    package func create(_ caller: Caller, _ new: NewAgentType) async throws -> AgentTypeView {
        try caller.require(.manageAgents)
        let moment = clock.now()
        let name = try AgentTypeRules.name.check(new.name)
        let slug = new.slug ?? Slug.make(from: name)
        let type = try AgentTypeRules.check(
            AgentType(
                id: .make(at: moment), organization: caller.organization, name: name, slug: slug,
                systemPrompt: new.systemPrompt, provider: new.provider, model: new.model,
                endpointSlug: new.endpointSlug.flatMap { $0.isEmpty ? nil : $0 }, capabilities: new.capabilities,
                temperature: new.temperature, maxTokens: new.maxTokens, delivery: new.delivery, runtime: new.runtime,
                command: new.command, createdAt: moment, updatedAt: moment, labels: new.labels))
        let provider = try await provider(of: type)
        let operation = try await audit.begin("agent_type.create", on: "agent_type:\(type.id)", by: caller)
        return try await audit.recordingFailure(of: operation) {
            try Self.requireDelivery(type, provider)
            try await types.insert(type, audit: operation.outcome(.succeeded, details: ["slug": type.slug]))
            return try await view(of: type)
        }
    }

    /// Changes what is named; running agents follow at their next start. A change of command or delivery takes an
    /// approval away.
    /// - Throws: as `create`, and `NOT_FOUND`, `PRECONDITION_FAILED`.
    package func update(
        _ caller: Caller, _ id: AgentTypeID, _ change: AgentTypeChange, when precondition: Precondition = .none
    ) async throws -> AgentTypeView {
        try caller.require(.manageAgents)
        var type = try await find(caller, id)
        let before = type
        if let name = change.name { type.name = name }
        if let slug = change.slug { type.slug = slug }
        if let prompt = change.systemPrompt { type.systemPrompt = prompt }
        if let provider = change.provider { type.provider = provider }
        if let model = change.model { type.model = model }
        if let slug = change.endpointSlug { type.endpointSlug = slug.isEmpty ? nil : slug }
        if let capabilities = change.capabilities { type.capabilities = capabilities }
        if let temperature = change.temperature { type.temperature = temperature }
        if let maxTokens = change.maxTokens { type.maxTokens = maxTokens }
        if let delivery = change.delivery { type.delivery = delivery }
        if let runtime = change.runtime { type.runtime = runtime }
        if let command = change.command { type.command = command }
        if let labels = change.labels { type.labels = labels }
        type.updatedAt = clock.now(after: type.updatedAt)
        let changed = try AgentTypeRules.check(type)
        let provider = try await provider(of: changed)
        let operation = try await audit.begin(
            "agent_type.update", on: "agent_type:\(id)", by: caller, details: Self.details(from: before, to: changed))
        return try await audit.recordingFailure(of: operation) {
            if changed.provider != before.provider || changed.delivery != before.delivery {
                try Self.requireDelivery(changed, provider)
            }
            try await types.update(changed, when: precondition, audit: operation.outcome(.succeeded))
            return try await view(of: find(caller, id))
        }
    }

    /// Lets the command of a type hold the key itself, exactly as command and delivery are now.
    /// - Throws: `INVALID_REQUEST` where there is nothing to approve, `AGENT_BUSY` where the type changes meanwhile,
    ///   `NOT_FOUND`, `PRECONDITION_FAILED`, `FORBIDDEN` below admin.
    package func approve(
        _ caller: Caller, _ id: AgentTypeID, when precondition: Precondition = .none
    ) async throws -> AgentTypeView {
        try caller.require(.approveCommands)
        let type = try await find(caller, id)
        guard type.needsApproval else {
            throw ControlError(
                .invalidRequest, "Only a command of one's own that gets the key itself needs an approval.")
        }
        let approval = CommandApproval(
            command: type.command, delivery: type.delivery, approvedAt: clock.now(), approvedBy: caller.user)
        let details = ["command": ShellWord.line(type.command), "delivery": type.delivery.rawValue]
        return try await set(approval, of: id, "agent_type.approve", details, caller, precondition)
    }

    /// Takes an approval away; running agents go on until they stop.
    /// - Throws: `NOT_FOUND`, `PRECONDITION_FAILED`, `FORBIDDEN` below admin.
    package func disapprove(
        _ caller: Caller, _ id: AgentTypeID, when precondition: Precondition = .none
    ) async throws -> AgentTypeView {
        try caller.require(.approveCommands)
        _ = try await find(caller, id)
        return try await set(nil, of: id, "agent_type.disapprove", [:], caller, precondition)
    }

    private func set(
        _ approval: CommandApproval?, of id: AgentTypeID, _ action: String, _ details: [String: String],
        _ caller: Caller, _ precondition: Precondition
    ) async throws -> AgentTypeView {
        let operation = try await audit.begin(action, on: "agent_type:\(id)", by: caller, details: details)
        return try await audit.recordingFailure(of: operation) {
            try await types.setApproval(
                approval, of: id, in: caller.organization, when: precondition, audit: operation.outcome(.succeeded))
            return try await view(of: find(caller, id))
        }
    }

    /// - Throws: `AGENT_TYPE_IN_USE` naming its agents, `NOT_FOUND`, `PRECONDITION_FAILED`.
    package func delete(_ caller: Caller, _ id: AgentTypeID, when precondition: Precondition = .none) async throws {
        try caller.require(.manageAgents)
        _ = try await find(caller, id)
        let operation = try await audit.begin("agent_type.delete", on: "agent_type:\(id)", by: caller)
        try await audit.recordingFailure(of: operation) {
            try await types.delete(
                id, in: caller.organization, when: precondition, audit: operation.outcome(.succeeded))
        }
    }

    private func find(_ caller: Caller, _ id: AgentTypeID) async throws -> AgentType {
        guard let type = try await types.agentType(id, in: caller.organization) else {
            throw ControlError.notFound("agent type")
        }
        return type
    }

    /// What an update is remembered by: what decides who gets which key in which way.
    private static func details(from before: AgentType, to after: AgentType) -> [String: String] {
        var details: [String: String] = [:]
        if before.provider != after.provider {
            details["provider_from"] = before.provider.description
            details["provider_to"] = after.provider.description
        }
        if before.delivery != after.delivery { details["delivery"] = after.delivery.rawValue }
        if before.command != after.command { details["command"] = ShellWord.line(after.command) }
        if before.isApproved, !after.isApproved { details["approval"] = "revoked" }
        return details
    }

    /// - Throws: `DELIVERY_NOT_ALLOWED`. That a provider is kept for other types is said at a start: a new type can't be
    ///   on its list yet.
    private static func requireDelivery(_ type: AgentType, _ provider: Provider) throws(StoreError) {
        guard provider.usePolicy.deliveries.contains(type.delivery) else { throw StoreError(.useRefused(.delivery)) }
    }

    private func provider(of type: AgentType) async throws -> Provider {
        guard let provider = try await providers.provider(type.provider, in: type.organization) else {
            throw ControlError.invalid("provider_id", "There is no such provider.")
        }
        return provider
    }

    private func view(of type: AgentType) async throws -> AgentTypeView {
        Self.view(of: type, try await providers.provider(type.provider, in: type.organization))
    }

    private static func view(of type: AgentType, _ provider: Provider?) -> AgentTypeView {
        AgentTypeView(
            type: type, providerName: provider?.name ?? "",
            refusal: provider.flatMap { type.refusal(under: $0.usePolicy) })
    }
}
