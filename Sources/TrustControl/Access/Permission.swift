// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What a caller may be allowed to do: a closed set, each with the lowest role that has it.
package enum Permission: String, Sendable, Hashable, CaseIterable {
    case viewProviders
    case manageProviders
    case viewAgents
    case manageAgents
    case ask
    case viewUsage
    case viewAudit
    case viewAPIKeys
    case manageAPIKeys
    case viewUsers
    case manageUsers
    case manageLimits

    /// Viewers read, members run agents, admins hold the providers and let people in, only owners hand out API keys.
    /// Roles contain the ones below them.
    package var lowestRole: Role {
        switch self {
        case .viewProviders, .viewAgents, .viewUsage: .viewer
        case .manageAgents, .ask: .member
        case .manageProviders, .viewAudit, .viewUsers, .manageUsers, .manageLimits: .admin
        case .viewAPIKeys, .manageAPIKeys: .owner
        }
    }
}
