// SPDX-License-Identifier: Apache-2.0

package import TrustCore

/// `POST /api/agents/actions`: `agents` or `selector`, not both.
package struct AgentActionsRequest: RequestBody {
    /// `start`, `stop` or `restart`.
    package var action: String
    package var agents: [AgentID]?
    package var selector: AgentSelectorRequest?

    package init(action: String, agents: [AgentID]? = nil, selector: AgentSelectorRequest? = nil) {
        self.action = action
        self.agents = agents
        self.selector = selector
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case action, agents, selector
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// Which agents are meant: all that is said must hold.
package struct AgentSelectorRequest: Codable, Sendable, Hashable {
    /// Effective labels that they have.
    package var labels: [String: String]?
    package var type: AgentTypeID?
    /// Of their type.
    package var provider: ProviderID?
    package var state: String?

    package init(
        labels: [String: String]? = nil, type: AgentTypeID? = nil, provider: ProviderID? = nil, state: String? = nil
    ) {
        self.labels = labels
        self.type = type
        self.provider = provider
        self.state = state
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case labels, type, provider, state
    }

    /// A field that it does not name is refused: a selector with a slip in it would mean more agents than was thought.
    package init(from decoder: any Decoder) throws {
        let names = Set(CodingKeys.allCases.map(\.rawValue))
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !names.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "unknown field"))
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        labels = try container.decodeIfPresent([String: String].self, forKey: .labels)
        type = try container.decodeIfPresent(AgentTypeID.self, forKey: .type)
        provider = try container.decodeIfPresent(ProviderID.self, forKey: .provider)
        state = try container.decodeIfPresent(String.self, forKey: .state)
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

/// `POST /api/providers/{id}/reassign`.
package struct ReassignProviderRequest: RequestBody {
    package var to: ProviderID
    /// What each model becomes; needed where the other provider is of another type.
    package var modelMap: [String: String]?
    /// `false` leaves running agents as they are until their next start.
    package var restart: Bool?
    /// Only agent types that have these; all of them where it is missing.
    package var labels: [String: String]?

    package init(
        to: ProviderID, modelMap: [String: String]? = nil, restart: Bool? = nil, labels: [String: String]? = nil
    ) {
        self.labels = labels
        self.to = to
        self.modelMap = modelMap
        self.restart = restart
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case to, restart, labels
        case modelMap = "model_map"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// Something asked of many agents at once, and how far it has come.
package struct OperationResponse: Codable, Sendable, Hashable {
    package var id: BulkOperationID
    /// `start`, `stop`, `restart`, `pause`, `reassign`.
    package var kind: String
    /// `running`, or `done` when nothing is left to do.
    package var status: String
    package var total: Int64
    package var done: Int64
    package var failed: Int64
    /// RFC 3339.
    package var createdAt: String
    /// RFC 3339.
    package var finishedAt: String?
    package var providerID: ProviderID?
    /// The provider that takes over.
    package var targetID: ProviderID?
    package var items: [OperationItemResponse]

    package init(
        id: BulkOperationID, kind: String, status: String, total: Int64, done: Int64, failed: Int64,
        createdAt: String, finishedAt: String? = nil, providerID: ProviderID? = nil, targetID: ProviderID? = nil,
        items: [OperationItemResponse]
    ) {
        self.id = id
        self.kind = kind
        self.status = status
        self.total = total
        self.done = done
        self.failed = failed
        self.createdAt = createdAt
        self.finishedAt = finishedAt
        self.providerID = providerID
        self.targetID = targetID
        self.items = items
    }

    package enum CodingKeys: String, CodingKey {
        case id, kind, status, total, done, failed, items
        case createdAt = "created_at"
        case finishedAt = "finished_at"
        case providerID = "provider_id"
        case targetID = "target_id"
    }
}

/// One agent's part of an operation.
package struct OperationItemResponse: Codable, Sendable, Hashable {
    package var agentID: AgentID
    package var name: String
    /// `start`, `stop`, `restart`, or `move`: its lease went to the other provider and its token stays good.
    package var action: String
    /// `waiting`, `running`, `done`, `failed`.
    package var status: String
    package var errorCode: String?
    package var error: String?

    package init(
        agentID: AgentID, name: String, action: String, status: String, errorCode: String? = nil,
        error: String? = nil
    ) {
        self.agentID = agentID
        self.name = name
        self.action = action
        self.status = status
        self.errorCode = errorCode
        self.error = error
    }

    package enum CodingKeys: String, CodingKey {
        case name, action, status, error
        case agentID = "agent_id"
        case errorCode = "error_code"
    }
}
