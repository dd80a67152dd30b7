// SPDX-License-Identifier: Apache-2.0

/// A template for agents.
package struct AgentType: Sendable, Hashable {
    package var id: AgentTypeID
    package var organization: OrganizationID
    package var name: String
    /// Unique among the living of the organization, URL-friendly.
    package var slug: String
    package var systemPrompt: String
    package var provider: ProviderID
    package var model: String
    /// Opens `POST /api/v1/ask/{endpoint_slug}`; unique among the living of the organization.
    package var endpointSlug: String?
    package var capabilities: [Capability]
    /// 0 to 1.
    package var temperature: Double?
    package var maxTokens: Int64?
    package var delivery: CredentialDelivery
    package var runtime: AgentRuntime
    /// The program that its agents are, with its arguments, which other processes can read; none is the built-in agent.
    package var command: [String]
    /// That its command may hold the key itself.
    package var approval: CommandApproval?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: AgentTypeID, organization: OrganizationID, name: String, slug: String, systemPrompt: String,
        provider: ProviderID, model: String, endpointSlug: String?, capabilities: [Capability], temperature: Double?,
        maxTokens: Int64?, delivery: CredentialDelivery, runtime: AgentRuntime, command: [String] = [],
        approval: CommandApproval? = nil, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.organization = organization
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
        self.approval = approval
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// One running, or resting, instance of a type.
package struct Agent: Sendable, Hashable {
    package enum State: String, Sendable, Codable, CaseIterable {
        case stopped, starting, running, stopping, error, unknown
    }
    package var id: AgentID
    package var organization: OrganizationID
    package var type: AgentTypeID
    /// Unique among the living of the organization.
    package var name: String
    package var state: State
    /// Why it is in `error`, in words for people.
    package var stateReason: String?
    package var stateChangedAt: Timestamp
    /// The local process, while there is one. What runs without one runs elsewhere.
    package var process: ProcessIdentity?
    /// When the token of one that runs elsewhere ends, and the agent with it.
    package var tokenExpiresAt: Timestamp?
    package var startedAt: Timestamp?
    package var createdAt: Timestamp

    package init(
        id: AgentID, organization: OrganizationID, type: AgentTypeID, name: String, state: State,
        stateReason: String?, stateChangedAt: Timestamp, process: ProcessIdentity?,
        tokenExpiresAt: Timestamp? = nil, startedAt: Timestamp?, createdAt: Timestamp
    ) {
        self.id = id
        self.organization = organization
        self.type = type
        self.name = name
        self.state = state
        self.stateReason = stateReason
        self.stateChangedAt = stateChangedAt
        self.process = process
        self.tokenExpiresAt = tokenExpiresAt
        self.startedAt = startedAt
        self.createdAt = createdAt
    }
}

/// A process that can't be confused with a later one of the same number.
package struct ProcessIdentity: Sendable, Hashable, Codable {
    package var pid: Int32
    /// Clock ticks after boot: field 22 of `/proc/<pid>/stat`.
    package var startTicks: Int64
    package init(pid: Int32, startTicks: Int64) {
        self.pid = pid
        self.startTicks = startTicks
    }
}

/// An agent's right to use one credential version, from its start to its stop. Only open leases exist.
package struct Lease: Sendable, Hashable {
    package var id: LeaseID
    package var agent: AgentID
    package var organization: OrganizationID
    package var provider: ProviderID
    package var version: CredentialVersionID
    package var openedAt: Timestamp
    package init(
        id: LeaseID, agent: AgentID, organization: OrganizationID, provider: ProviderID,
        version: CredentialVersionID, openedAt: Timestamp
    ) {
        self.id = id
        self.agent = agent
        self.organization = organization
        self.provider = provider
        self.version = version
        self.openedAt = openedAt
    }
}
