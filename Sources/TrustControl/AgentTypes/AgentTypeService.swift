// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// An agent type with the name of its provider.
package struct AgentTypeView: Sendable, Hashable {
    package var type: AgentType
    package var providerName: String
}

/// What a new agent type is made of.
package struct NewAgentType: Sendable, Hashable {
    package var name: String
    /// Made from the name where it is missing.
    package var slug: String?
    package var systemPrompt: String
    package var provider: ProviderID
    package var model: String
    package var endpointSlug: String?
    package var capabilities: [Capability]
    package var temperature: Double?
    package var maxTokens: Int64?
    package var delivery: CredentialDelivery
    package var runtime: AgentRuntime
    package var labels: Labels

    package init(
        name: String, slug: String? = nil, systemPrompt: String, provider: ProviderID, model: String,
        endpointSlug: String? = nil, capabilities: [Capability] = [], temperature: Double? = nil,
        maxTokens: Int64? = nil, delivery: CredentialDelivery = .env, runtime: AgentRuntime = .process,
        labels: Labels = Labels()
    ) {
        self.name = name
        self.slug = slug
        self.systemPrompt = systemPrompt
        self.provider = provider
        self.model = model
        self.endpointSlug = endpointSlug
        self.capabilities = capabilities
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.delivery = delivery
        self.runtime = runtime
        self.labels = labels
    }
}

/// What changes about an agent type; what is `nil` stays.
package struct AgentTypeChange: Sendable, Hashable {
    package var name: String?
    package var slug: String?
    package var systemPrompt: String?
    package var provider: ProviderID?
    package var model: String?
    /// An empty string takes it away.
    package var endpointSlug: String?
    package var capabilities: [Capability]?
    /// The inner `nil` takes it away.
    package var temperature: Double??
    /// The inner `nil` takes it away.
    package var maxTokens: Int64??
    package var delivery: CredentialDelivery?
    package var runtime: AgentRuntime?
    /// All of them, in the place of those that are there.
    package var labels: Labels?

    package init(
        name: String? = nil, slug: String? = nil, systemPrompt: String? = nil, provider: ProviderID? = nil,
        model: String? = nil, endpointSlug: String? = nil, capabilities: [Capability]? = nil,
        temperature: Double?? = nil, maxTokens: Int64?? = nil, delivery: CredentialDelivery? = nil,
        runtime: AgentRuntime? = nil, labels: Labels? = nil
    ) {
        self.name = name
        self.slug = slug
        self.systemPrompt = systemPrompt
        self.provider = provider
        self.model = model
        self.endpointSlug = endpointSlug
        self.capabilities = capabilities
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.delivery = delivery
        self.runtime = runtime
        self.labels = labels
    }
}

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
        let names = Dictionary(
            try await providers.providers(in: caller.organization).map { ($0.id, $0.name) },
            uniquingKeysWith: { first, _ in first })
        return try await types.agentTypes(in: caller.organization)
            .filter { labels.matches($0.labels) }.map {
                AgentTypeView(type: $0, providerName: names[$0.provider] ?? "")
            }
    }

    /// - Throws: `NOT_FOUND`.
    package func show(_ caller: Caller, _ id: AgentTypeID) async throws -> AgentTypeView {
        try caller.require(.viewAgents)
        return try await view(of: find(caller, id))
    }

    /// - Throws: `INVALID_REQUEST` naming the field, `NAME_TAKEN` (`slug`, `endpoint_slug`).
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
                createdAt: moment, updatedAt: moment, labels: new.labels))
        try await requireProvider(type)
        let operation = try await audit.begin("agent_type.create", on: "agent_type:\(type.id)", by: caller)
        return try await audit.recordingFailure(of: operation) {
            try await types.insert(type, audit: operation.outcome(.succeeded, details: ["slug": type.slug]))
            return try await view(of: type)
        }
    }

    /// Changes what is named; running agents follow at their next start.
    /// - Throws: as `create`, and `NOT_FOUND`.
    package func update(_ caller: Caller, _ id: AgentTypeID, _ change: AgentTypeChange) async throws -> AgentTypeView {
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
        if let labels = change.labels { type.labels = labels }
        type.updatedAt = clock.now()
        let changed = try AgentTypeRules.check(type)
        if changed.provider != before.provider { try await requireProvider(changed) }
        let details =
            changed.provider == before.provider
            ? [:] : ["provider_from": before.provider.description, "provider_to": changed.provider.description]
        let operation = try await audit.begin(
            "agent_type.update", on: "agent_type:\(id)", by: caller, details: details)
        return try await audit.recordingFailure(of: operation) {
            try await types.update(changed, audit: operation.outcome(.succeeded))
            return try await view(of: changed)
        }
    }

    /// - Throws: `AGENT_TYPE_IN_USE` naming its agents, `NOT_FOUND`.
    package func delete(_ caller: Caller, _ id: AgentTypeID) async throws {
        try caller.require(.manageAgents)
        _ = try await find(caller, id)
        let operation = try await audit.begin("agent_type.delete", on: "agent_type:\(id)", by: caller)
        try await audit.recordingFailure(of: operation) {
            try await types.delete(id, in: caller.organization, audit: operation.outcome(.succeeded))
        }
    }

    private func find(_ caller: Caller, _ id: AgentTypeID) async throws -> AgentType {
        guard let type = try await types.agentType(id, in: caller.organization) else {
            throw ControlError.notFound("agent type")
        }
        return type
    }

    private func requireProvider(_ type: AgentType) async throws {
        guard try await providers.provider(type.provider, in: type.organization) != nil else {
            throw ControlError.invalid("provider_id", "There is no such provider.")
        }
    }

    private func view(of type: AgentType) async throws -> AgentTypeView {
        let provider = try await providers.provider(type.provider, in: type.organization)
        return AgentTypeView(type: type, providerName: provider?.name ?? "")
    }
}
