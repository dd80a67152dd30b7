// SPDX-License-Identifier: Apache-2.0

/// Who did something.
package enum Actor: Sendable, Hashable {
    case user(UserID)
    case apiKey(APIKeyID)
    case agent(AgentID)
    /// The program itself: `gateway`, `reconciler`, `setup`.
    case system(String)

    /// The stored form: `user:<id>`, `api_key:<id>`, `agent:<id>`, `system:<name>`.
    package var description: String {
        switch self {
        case .user(let id): "user:\(id)"
        case .apiKey(let id): "api_key:\(id)"
        case .agent(let id): "agent:\(id)"
        case .system(let name): "system:\(name)"
        }
    }
}

/// One row of the audit chain. An operation is an intent and, later, an outcome with the same operation id; rows are
/// only ever added.
package struct AuditEntry: Sendable, Hashable {
    package enum Outcome: String, Sendable, Codable, CaseIterable { case intended, succeeded, failed, refused }
    package var operation: ID<AuditEntry>
    package var organization: OrganizationID?
    package var actor: Actor
    /// `provider.create`, `credential.open`, `agent.start`, … lower case, dotted.
    package var action: String
    /// What it was done to: `provider:<id>`, …
    package var subject: String
    package var outcome: Outcome
    /// Short facts, never a secret: `["reason": "agent_start"]`.
    package var details: [String: String]
    package var time: Timestamp

    package init(
        operation: ID<AuditEntry>, organization: OrganizationID?, actor: Actor, action: String, subject: String,
        outcome: Outcome, details: [String: String] = [:], time: Timestamp
    ) {
        self.operation = operation
        self.organization = organization
        self.actor = actor
        self.action = action
        self.subject = subject
        self.outcome = outcome
        self.details = details
        self.time = time
    }
}
