// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What a caller may be allowed to do: a closed set, each with the lowest role that has it.
package enum Permission: String, Sendable, Hashable, CaseIterable {
    case viewProviders
    case manageProviders
    case viewAgents
    case manageAgents
    /// To let a program of one's own hold a provider's key itself.
    case approveCommands
    case ask
    /// The agents that a caller can ask, and what was said.
    case viewConversations
    case viewUsage
    case viewAudit
    case viewAPIKeys
    case manageAPIKeys
    case viewUsers
    case manageUsers
    case manageWebhook
    case manageLimits

    /// Viewers read, members run agents, admins hold the providers and let people in, only owners hand out API keys.
    /// Roles contain the ones below them.
    package var lowestRole: Role {
        switch self {
        case .viewProviders, .viewAgents, .viewConversations, .viewUsage: .viewer
        case .manageAgents, .ask: .member
        case .manageProviders, .approveCommands, .viewAudit, .viewUsers, .manageUsers, .manageWebhook, .manageLimits:
            .admin
        case .viewAPIKeys, .manageAPIKeys: .owner
        }
    }

    /// Whether it lets someone look and do nothing else.
    package var isReading: Bool {
        switch self {
        case .viewProviders, .viewAgents, .viewConversations, .viewUsage, .viewAudit, .viewAPIKeys, .viewUsers: true
        case .manageProviders, .manageAgents, .approveCommands, .ask, .manageAPIKeys, .manageUsers, .manageWebhook, .manageLimits: false
        }
    }

    /// Whether a key that is bound to endpoints may have it, for what belongs to these.
    package var concernsEndpoints: Bool { self == .ask || self == .viewConversations }
}
