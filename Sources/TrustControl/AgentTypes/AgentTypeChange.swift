// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// An agent type with the name of its provider.
package struct AgentTypeView: Sendable, Hashable {
    package var type: AgentType
    package var providerName: String
    /// Why its agents can't be started as things are; `nil` where nothing is against it.
    package var refusal: UseRefusal?
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
    /// A program of one's own with its arguments; none is the built-in agent.
    package var command: [String]

    package init(
        name: String, slug: String? = nil, systemPrompt: String, provider: ProviderID, model: String,
        endpointSlug: String? = nil, capabilities: [Capability] = [], temperature: Double? = nil,
        maxTokens: Int64? = nil, delivery: CredentialDelivery = .env, runtime: AgentRuntime = .process,
        command: [String] = []
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
        self.command = command
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
    /// An empty one goes back to the built-in agent.
    package var command: [String]?

    package init(
        name: String? = nil, slug: String? = nil, systemPrompt: String? = nil, provider: ProviderID? = nil,
        model: String? = nil, endpointSlug: String? = nil, capabilities: [Capability]? = nil,
        temperature: Double?? = nil, maxTokens: Int64?? = nil, delivery: CredentialDelivery? = nil,
        runtime: AgentRuntime? = nil, command: [String]? = nil
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
        self.command = command
    }
}
