// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// `POST /api/v1/ask/{endpoint_slug}`.
package struct AskRequest: RequestBody {
    /// At most 10,000 characters.
    package var content: String
    package var threadID: ThreadID?

    package init(content: String, threadID: ThreadID? = nil) {
        self.content = content
        self.threadID = threadID
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case content
        case threadID = "thread_id"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// The answer.
package struct AskResponse: Codable, Sendable, Hashable {
    package var threadID: ThreadID
    package var agentID: AgentID
    package var content: String
    /// RFC 3339.
    package var timestamp: String

    package init(threadID: ThreadID, agentID: AgentID, content: String, timestamp: String) {
        self.threadID = threadID
        self.agentID = agentID
        self.content = content
        self.timestamp = timestamp
    }

    package enum CodingKeys: String, CodingKey {
        case content, timestamp
        case threadID = "thread_id"
        case agentID = "agent_id"
    }
}

/// `GET /api/v1/agents`.
package struct CustomerAgentsResponse: Codable, Sendable, Hashable {
    package var agents: [CustomerAgent]

    package init(agents: [CustomerAgent]) {
        self.agents = agents
    }

    package enum CodingKeys: String, CodingKey {
        case agents
    }
}

/// An agent, as callers see it.
package struct CustomerAgent: Codable, Sendable, Hashable {
    package var agentID: AgentID
    package var name: String
    package var status: String
    package var capabilities: [Capability]

    package init(agentID: AgentID, name: String, status: String, capabilities: [Capability]) {
        self.agentID = agentID
        self.name = name
        self.status = status
        self.capabilities = capabilities
    }

    package enum CodingKeys: String, CodingKey {
        case name, status, capabilities
        case agentID = "agent_id"
    }
}
