// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A limit, and what this minute has used of it.
package struct LimitUseResponse: Codable, Sendable, Hashable {
    /// How many are allowed in a minute.
    package var limit: Int64
    package var used: Int64
    package var remaining: Int64

    package init(limit: Int64, used: Int64, remaining: Int64) {
        self.limit = limit
        self.used = used
        self.remaining = remaining
    }
}

/// An agent's limits in this minute.
package struct AgentLimitsResponse: Codable, Sendable, Hashable {
    package var agentID: AgentID
    package var name: String
    /// Questions to it.
    package var requests: LimitUseResponse
    package var toolCalls: LimitUseResponse
    package var httpRequests: LimitUseResponse

    package init(
        agentID: AgentID, name: String, requests: LimitUseResponse, toolCalls: LimitUseResponse,
        httpRequests: LimitUseResponse
    ) {
        self.agentID = agentID
        self.name = name
        self.requests = requests
        self.toolCalls = toolCalls
        self.httpRequests = httpRequests
    }

    package enum CodingKeys: String, CodingKey {
        case name, requests
        case agentID = "agent_id"
        case toolCalls = "tool_calls"
        case httpRequests = "http_requests"
    }
}

/// `GET /api/limits`.
package struct LimitsResponse: Codable, Sendable, Hashable {
    /// Requests of the organization's programs to the customer API; the one limit that can be changed.
    package var organizationRequests: LimitUseResponse
    /// Who has used most of a limit first.
    package var agents: [AgentLimitsResponse]
    /// RFC 3339: when the minute ends.
    package var resetsAt: String

    package init(organizationRequests: LimitUseResponse, agents: [AgentLimitsResponse], resetsAt: String) {
        self.organizationRequests = organizationRequests
        self.agents = agents
        self.resetsAt = resetsAt
    }

    package enum CodingKeys: String, CodingKey {
        case agents
        case organizationRequests = "organization_requests"
        case resetsAt = "resets_at"
    }
}

/// `PATCH /api/limits`.
package struct UpdateLimitsRequest: RequestBody {
    /// Requests a minute, from 1 to 100,000.
    package var organizationRequests: Int64

    package init(organizationRequests: Int64) { self.organizationRequests = organizationRequests }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case organizationRequests = "organization_requests"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}
