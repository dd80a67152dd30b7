// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// `POST /api/agent-types`.
package struct CreateAgentTypeRequest: RequestBody {
    package var name: String
    /// Made from the name where it is missing.
    package var slug: String?
    package var systemPrompt: String
    package var providerID: ProviderID
    package var model: String
    package var endpointSlug: String?
    package var capabilities: [Capability]?
    /// 0 to 1.
    package var temperature: Double?
    package var maxTokens: Int64?
    /// `env` is the default.
    package var delivery: CredentialDelivery?
    /// `process` is the default.
    package var runtime: AgentRuntime?
    /// A program of one's own with its arguments, in place of the built-in agent.
    package var command: [String]?

    package init(
        name: String, slug: String? = nil, systemPrompt: String, providerID: ProviderID, model: String,
        endpointSlug: String? = nil, capabilities: [Capability]? = nil, temperature: Double? = nil,
        maxTokens: Int64? = nil, delivery: CredentialDelivery? = nil, runtime: AgentRuntime? = nil,
        command: [String]? = nil
    ) {
        self.name = name
        self.slug = slug
        self.systemPrompt = systemPrompt
        self.providerID = providerID
        self.model = model
        self.endpointSlug = endpointSlug
        self.capabilities = capabilities
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.delivery = delivery
        self.runtime = runtime
        self.command = command
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case name, slug, model, capabilities, temperature, delivery, runtime, command
        case systemPrompt = "system_prompt"
        case providerID = "provider_id"
        case endpointSlug = "endpoint_slug"
        case maxTokens = "max_tokens"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// `PATCH /api/agent-types/{id}`: what is named changes; running agents follow at their next start.
package struct UpdateAgentTypeRequest: RequestBody {
    package var name: String?
    package var slug: String?
    package var systemPrompt: String?
    package var providerID: ProviderID?
    package var model: String?
    /// An empty string takes it away.
    package var endpointSlug: String?
    package var capabilities: [Capability]?
    /// 0 to 1.
    package var temperature: Double?
    package var maxTokens: Int64?
    package var delivery: CredentialDelivery?
    package var runtime: AgentRuntime?
    /// An empty list goes back to the built-in agent.
    package var command: [String]?

    package init(
        name: String? = nil, slug: String? = nil, systemPrompt: String? = nil, providerID: ProviderID? = nil,
        model: String? = nil, endpointSlug: String? = nil, capabilities: [Capability]? = nil,
        temperature: Double? = nil, maxTokens: Int64? = nil, delivery: CredentialDelivery? = nil,
        runtime: AgentRuntime? = nil, command: [String]? = nil
    ) {
        self.name = name
        self.slug = slug
        self.systemPrompt = systemPrompt
        self.providerID = providerID
        self.model = model
        self.endpointSlug = endpointSlug
        self.capabilities = capabilities
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.delivery = delivery
        self.runtime = runtime
        self.command = command
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case name, slug, model, capabilities, temperature, delivery, runtime, command
        case systemPrompt = "system_prompt"
        case providerID = "provider_id"
        case endpointSlug = "endpoint_slug"
        case maxTokens = "max_tokens"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// An agent type.
package struct AgentTypeResponse: Codable, Sendable, Hashable {
    package var id: AgentTypeID
    package var name: String
    package var slug: String
    package var systemPrompt: String
    package var providerID: ProviderID
    package var providerName: String
    package var model: String
    package var endpointSlug: String?
    package var capabilities: [Capability]
    package var temperature: Double?
    package var maxTokens: Int64?
    package var delivery: CredentialDelivery
    package var runtime: AgentRuntime
    /// A program of one's own with its arguments; empty for the built-in agent.
    package var command: [String]
    /// That its command may hold the key itself; `null` where nobody approved it as it is now.
    package var approval: ApprovalResponse?
    /// Why its agents can't be started as things are: `agent_type`, `delivery` (both by the provider's use policy) or
    /// `approval`; `null` where nothing is against it.
    package var refusedBy: String?
    /// RFC 3339.
    package var createdAt: String
    /// RFC 3339.
    package var updatedAt: String

    package init(
        id: AgentTypeID, name: String, slug: String, systemPrompt: String, providerID: ProviderID,
        providerName: String, model: String, endpointSlug: String? = nil, capabilities: [Capability],
        temperature: Double? = nil, maxTokens: Int64? = nil, delivery: CredentialDelivery, runtime: AgentRuntime,
        command: [String] = [], approval: ApprovalResponse? = nil, refusedBy: String? = nil, createdAt: String,
        updatedAt: String
    ) {
        self.id = id
        self.name = name
        self.slug = slug
        self.systemPrompt = systemPrompt
        self.providerID = providerID
        self.providerName = providerName
        self.model = model
        self.endpointSlug = endpointSlug
        self.capabilities = capabilities
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.delivery = delivery
        self.runtime = runtime
        self.command = command
        self.approval = approval
        self.refusedBy = refusedBy
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    package enum CodingKeys: String, CodingKey {
        case id, name, slug, model, capabilities, temperature, delivery, runtime, command, approval
        case refusedBy = "refused_by"
        case systemPrompt = "system_prompt"
        case providerID = "provider_id"
        case providerName = "provider_name"
        case endpointSlug = "endpoint_slug"
        case maxTokens = "max_tokens"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

/// Who approved a command, and when.
package struct ApprovalResponse: Codable, Sendable, Hashable {
    /// RFC 3339.
    package var approvedAt: String
    /// `null` where it was not a person, or one who is not known any more.
    package var approvedBy: UserID?

    package init(approvedAt: String, approvedBy: UserID? = nil) {
        self.approvedAt = approvedAt
        self.approvedBy = approvedBy
    }

    package enum CodingKeys: String, CodingKey {
        case approvedAt = "approved_at"
        case approvedBy = "approved_by"
    }
}
