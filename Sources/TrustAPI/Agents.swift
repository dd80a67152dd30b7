// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// `POST /api/agents`.
package struct CreateAgentRequest: RequestBody {
    package var name: String
    package var agentTypeID: AgentTypeID

    package init(name: String, agentTypeID: AgentTypeID) {
        self.name = name
        self.agentTypeID = agentTypeID
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case name
        case agentTypeID = "agent_type_id"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// `POST /api/agents/{id}/start` and `restart`; the body may be left out.
package struct StartAgentRequest: RequestBody {
    /// Seconds after which the token of an agent that runs elsewhere ends.
    package var expiresIn: Int64?
    /// From where that token may be used: addresses, and ranges such as `10.0.0.0/8`.
    package var allowedAddresses: [String]?

    package init(expiresIn: Int64? = nil, allowedAddresses: [String]? = nil) {
        self.expiresIn = expiresIn
        self.allowedAddresses = allowedAddresses
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case expiresIn = "expires_in"
        case allowedAddresses = "allowed_addresses"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// An agent.
package struct AgentResponse: Codable, Sendable, Hashable {
    package var id: AgentID
    package var name: String
    package var agentTypeID: AgentTypeID
    package var agentTypeName: String
    /// `stopped`, `starting`, `running`, `stopping`, `error`, `unknown`.
    package var state: String
    package var stateReason: String?
    /// RFC 3339.
    package var stateChangedAt: String
    /// RFC 3339.
    package var startedAt: String?
    package var delivery: CredentialDelivery
    package var runtime: AgentRuntime
    /// How far its process is kept apart from the host and from other agents, or would be if it were started now; not
    /// there for one that runs elsewhere.
    package var isolation: IsolationResponse?
    /// RFC 3339.
    package var createdAt: String
    /// RFC 3339: when the token of an agent that runs elsewhere ends, and the agent with it.
    package var tokenExpiresAt: String?
    /// What an agent that runs elsewhere is to be run with, the token among it; in the answer to its start alone.
    package var environment: [String: String]?

    package init(
        id: AgentID, name: String, agentTypeID: AgentTypeID, agentTypeName: String, state: String,
        stateReason: String? = nil, stateChangedAt: String, startedAt: String? = nil, delivery: CredentialDelivery,
        runtime: AgentRuntime, isolation: IsolationResponse? = nil, createdAt: String, tokenExpiresAt: String? = nil,
        environment: [String: String]? = nil
    ) {
        self.id = id
        self.name = name
        self.agentTypeID = agentTypeID
        self.agentTypeName = agentTypeName
        self.state = state
        self.stateReason = stateReason
        self.stateChangedAt = stateChangedAt
        self.startedAt = startedAt
        self.delivery = delivery
        self.runtime = runtime
        self.isolation = isolation
        self.createdAt = createdAt
        self.tokenExpiresAt = tokenExpiresAt
        self.environment = environment
    }

    package enum CodingKeys: String, CodingKey {
        case id, name, state, delivery, runtime, isolation, environment
        case agentTypeID = "agent_type_id"
        case agentTypeName = "agent_type_name"
        case stateReason = "state_reason"
        case stateChangedAt = "state_changed_at"
        case startedAt = "started_at"
        case createdAt = "created_at"
        case tokenExpiresAt = "token_expires_at"
    }
}

/// `GET /api/agents/{id}/stats` and, without messages, `GET /api/providers/{id}/usage`.
package struct AgentStatsResponse: Codable, Sendable, Hashable {
    package var totalTokens: Int64
    /// Not cached.
    package var inputTokens: Int64
    package var cachedReadTokens: Int64
    package var cacheWriteTokens: Int64
    package var outputTokens: Int64
    package var calls: Int64
    /// The mean of completed calls of the model.
    package var averageResponseTimeMs: Double?
    package var messagesProcessed: Int64?
    package var errors: Int64
    package var estimatedCost: MoneyResponse

    package init(
        totalTokens: Int64, inputTokens: Int64, cachedReadTokens: Int64, cacheWriteTokens: Int64,
        outputTokens: Int64, calls: Int64, averageResponseTimeMs: Double? = nil, messagesProcessed: Int64? = nil,
        errors: Int64, estimatedCost: MoneyResponse
    ) {
        self.totalTokens = totalTokens
        self.inputTokens = inputTokens
        self.cachedReadTokens = cachedReadTokens
        self.cacheWriteTokens = cacheWriteTokens
        self.outputTokens = outputTokens
        self.calls = calls
        self.averageResponseTimeMs = averageResponseTimeMs
        self.messagesProcessed = messagesProcessed
        self.errors = errors
        self.estimatedCost = estimatedCost
    }

    package enum CodingKeys: String, CodingKey {
        case calls, errors
        case totalTokens = "total_tokens"
        case inputTokens = "input_tokens"
        case cachedReadTokens = "cached_read_tokens"
        case cacheWriteTokens = "cache_write_tokens"
        case outputTokens = "output_tokens"
        case averageResponseTimeMs = "average_response_time_ms"
        case messagesProcessed = "messages_processed"
        case estimatedCost = "estimated_cost"
    }
}

/// A sum that may be known in part only.
package struct MoneyResponse: Codable, Sendable, Hashable {
    /// Decimal; `null` where nothing of it is known.
    package var amount: String?
    /// `USD`.
    package var currency: String
    /// Calls whose cost is not known: the amount is a lower bound if there are any.
    package var unknownCalls: Int64
    /// Why it is not known, or not wholly.
    package var reason: String?

    package init(amount: String? = nil, currency: String, unknownCalls: Int64, reason: String? = nil) {
        self.amount = amount
        self.currency = currency
        self.unknownCalls = unknownCalls
        self.reason = reason
    }

    package enum CodingKeys: String, CodingKey {
        case amount, currency, reason
        case unknownCalls = "unknown_calls"
    }
}

/// `GET /api/agents/{id}/logs`.
package struct LogsResponse: Codable, Sendable, Hashable {
    /// The last part of the agent's output.
    package var text: String

    package init(text: String) {
        self.text = text
    }

    package enum CodingKeys: String, CodingKey {
        case text
    }
}
