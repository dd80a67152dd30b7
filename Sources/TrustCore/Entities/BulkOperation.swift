// SPDX-License-Identifier: Apache-2.0

package typealias BulkOperationID = ID<BulkOperation>

/// Something asked of many agents at once. It is kept, so that it can be left and found again, and goes on after a
/// restart of the server.
package struct BulkOperation: Sendable, Hashable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case start, stop, restart
        /// Every agent on a provider is stopped, and none may be started until it is resumed.
        case pause
        /// What stands on a provider is given another one.
        case reassign
    }

    /// What is done to one agent.
    package struct Item: Sendable, Hashable {
        package enum Action: String, Sendable, Codable, CaseIterable {
            case start, stop, restart
            /// Its lease went to another provider, and its token stays good.
            case move
        }
        package enum Status: String, Sendable, Codable, CaseIterable {
            case waiting, running, done, failed
        }
        package var agent: AgentID
        /// As it was when the operation was asked for.
        package var name: String
        package var action: Action
        package var status: Status
        package var errorCode: ErrorCode?
        /// One sentence for people.
        package var error: String?

        package init(
            agent: AgentID, name: String, action: Action, status: Status = .waiting, errorCode: ErrorCode? = nil,
            error: String? = nil
        ) {
            self.agent = agent
            self.name = name
            self.action = action
            self.status = status
            self.errorCode = errorCode
            self.error = error
        }
    }

    package var id: BulkOperationID
    package var organization: OrganizationID
    package var kind: Kind
    /// Who asked for it, and as what: its parts are done in their name.
    package var actor: Actor
    package var role: Role
    /// The provider that rests, or that is left.
    package var provider: ProviderID?
    /// The provider that takes over.
    package var target: ProviderID?
    package var createdAt: Timestamp
    /// `nil` while there is something left to do.
    package var finishedAt: Timestamp?
    package var items: [Item]

    package init(
        id: BulkOperationID, organization: OrganizationID, kind: Kind, actor: Actor, role: Role,
        provider: ProviderID? = nil, target: ProviderID? = nil, createdAt: Timestamp, finishedAt: Timestamp? = nil,
        items: [Item] = []
    ) {
        self.id = id
        self.organization = organization
        self.kind = kind
        self.actor = actor
        self.role = role
        self.provider = provider
        self.target = target
        self.createdAt = createdAt
        self.finishedAt = finishedAt
        self.items = items
    }

    package var isFinished: Bool { finishedAt != nil }
    package var done: Int { items.count { $0.status == .done } }
    package var failed: Int { items.count { $0.status == .failed } }
}

/// One agent's part of an operation, taken to be done.
package struct BulkWork: Sendable, Hashable {
    package var operation: BulkOperationID
    package var organization: OrganizationID
    package var actor: Actor
    package var role: Role
    package var agent: AgentID
    package var action: BulkOperation.Item.Action

    package init(
        operation: BulkOperationID, organization: OrganizationID, actor: Actor, role: Role, agent: AgentID,
        action: BulkOperation.Item.Action
    ) {
        self.operation = operation
        self.organization = organization
        self.actor = actor
        self.role = role
        self.agent = agent
        self.action = action
    }
}

/// How what stands on one provider is given another.
package struct ProviderReassignment: Sendable, Hashable {
    package var from: ProviderID
    package var to: ProviderID
    /// What each model becomes; a model that is not in it stays as it is called.
    package var models: [String: String]
    /// Whether running agents are restarted, so that they use the new key.
    package var restarts: Bool
    /// Which agent types are given the other provider, by their labels; all of them where it says nothing.
    package var labels: LabelSelector

    package init(
        from: ProviderID, to: ProviderID, models: [String: String] = [:], restarts: Bool = true,
        labels: LabelSelector = LabelSelector()
    ) {
        self.labels = labels
        self.from = from
        self.to = to
        self.models = models
        self.restarts = restarts
    }
}
