// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// How far a local agent's process was seen to be kept apart.
package struct IsolationResponse: Codable, Sendable, Hashable {
    /// `full`, `partial`, `none`.
    package var level: Isolation.Level
    /// Of `own_user`, `user_namespace`, `filesystem`, `network`, `signals`, `system_calls`, `limits`.
    package var holds: [Isolation.Protection]
    /// Of the same; either kind of user will do.
    package var lacks: [Isolation.Protection]

    package init(_ isolation: Isolation) {
        level = isolation.level
        holds = isolation.holds
        lacks = isolation.lacks
    }
}
