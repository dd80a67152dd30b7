// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// One LLM call, as lists show it.
package struct RequestResponse: Codable, Sendable, Hashable {
    package var id: RequestID
    /// RFC 3339.
    package var startedAt: String
    package var agentID: AgentID
    package var agentTypeID: AgentTypeID
    package var model: String
    package var requestedModel: String
    package var providerID: ProviderID
    package var streamed: Bool
    package var status: Int64
    package var outcome: String
    package var durationMs: Double
    package var totalTokens: Int64
    package var usageSource: UsageSource
    /// Decimal USD; `null` is unknown.
    package var cost: String?

    package init(
        id: RequestID, startedAt: String, agentID: AgentID, agentTypeID: AgentTypeID, model: String,
        requestedModel: String, providerID: ProviderID, streamed: Bool, status: Int64, outcome: String,
        durationMs: Double, totalTokens: Int64, usageSource: UsageSource, cost: String? = nil
    ) {
        self.id = id
        self.startedAt = startedAt
        self.agentID = agentID
        self.agentTypeID = agentTypeID
        self.model = model
        self.requestedModel = requestedModel
        self.providerID = providerID
        self.streamed = streamed
        self.status = status
        self.outcome = outcome
        self.durationMs = durationMs
        self.totalTokens = totalTokens
        self.usageSource = usageSource
        self.cost = cost
    }

    package enum CodingKeys: String, CodingKey {
        case id, model, streamed, status, outcome, cost
        case startedAt = "started_at"
        case agentID = "agent_id"
        case agentTypeID = "agent_type_id"
        case requestedModel = "requested_model"
        case providerID = "provider_id"
        case durationMs = "duration_ms"
        case totalTokens = "total_tokens"
        case usageSource = "usage_source"
    }
}

/// One kind of token, and what it cost.
package struct RequestLineResponse: Codable, Sendable, Hashable {
    /// `input`, `cached_read`, `cache_write`, `cache_write_long`, `output`.
    package var kind: String
    package var tokens: Int64
    /// Decimal USD for a million; `null` is unknown.
    package var pricePerMillion: String?
    /// Decimal USD; `null` is unknown.
    package var cost: String?

    package init(kind: String, tokens: Int64, pricePerMillion: String? = nil, cost: String? = nil) {
        self.kind = kind
        self.tokens = tokens
        self.pricePerMillion = pricePerMillion
        self.cost = cost
    }

    package enum CodingKeys: String, CodingKey {
        case kind, tokens, cost
        case pricePerMillion = "price_per_million"
    }
}

/// `GET /api/requests/{id}`: one LLM call, explained.
package struct RequestDetailResponse: Codable, Sendable, Hashable {
    package var call: RequestResponse
    /// Names are missing where the thing is deleted.
    package var agentName: String?
    package var agentTypeName: String?
    package var providerName: String?
    /// The model that the reply names; it decides the price.
    package var returnedModel: String?
    package var timeToFirstByteMs: Double?
    /// What became of it, in words.
    package var explanation: String
    package var lines: [RequestLineResponse]
    /// Why the cost is not known.
    package var costReason: String?

    package init(
        call: RequestResponse, agentName: String? = nil, agentTypeName: String? = nil, providerName: String? = nil,
        returnedModel: String? = nil, timeToFirstByteMs: Double? = nil, explanation: String,
        lines: [RequestLineResponse],
        costReason: String? = nil
    ) {
        self.call = call
        self.agentName = agentName
        self.agentTypeName = agentTypeName
        self.providerName = providerName
        self.returnedModel = returnedModel
        self.timeToFirstByteMs = timeToFirstByteMs
        self.explanation = explanation
        self.lines = lines
        self.costReason = costReason
    }

    package enum CodingKeys: String, CodingKey {
        case explanation, lines
        case agentName = "agent_name"
        case agentTypeName = "agent_type_name"
        case providerName = "provider_name"
        case returnedModel = "returned_model"
        case timeToFirstByteMs = "time_to_first_byte_ms"
        case costReason = "cost_reason"
    }
    package init(from decoder: any Decoder) throws {
        call = try RequestResponse(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        agentName = try container.decodeIfPresent(String.self, forKey: .agentName)
        agentTypeName = try container.decodeIfPresent(String.self, forKey: .agentTypeName)
        providerName = try container.decodeIfPresent(String.self, forKey: .providerName)
        returnedModel = try container.decodeIfPresent(String.self, forKey: .returnedModel)
        timeToFirstByteMs = try container.decodeIfPresent(Double.self, forKey: .timeToFirstByteMs)
        explanation = try container.decode(String.self, forKey: .explanation)
        lines = try container.decode([RequestLineResponse].self, forKey: .lines)
        costReason = try container.decodeIfPresent(String.self, forKey: .costReason)
    }

    /// The call's own fields stand beside the others.
    package func encode(to encoder: any Encoder) throws {
        try call.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(agentName, forKey: .agentName)
        try container.encodeIfPresent(agentTypeName, forKey: .agentTypeName)
        try container.encodeIfPresent(providerName, forKey: .providerName)
        try container.encodeIfPresent(returnedModel, forKey: .returnedModel)
        try container.encodeIfPresent(timeToFirstByteMs, forKey: .timeToFirstByteMs)
        try container.encode(explanation, forKey: .explanation)
        try container.encode(lines, forKey: .lines)
        try container.encodeIfPresent(costReason, forKey: .costReason)
    }
}
