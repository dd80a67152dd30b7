// SPDX-License-Identifier: Apache-2.0

/// A user as the organization's list shows them.
package struct Person: Sendable, Hashable {
    package var user: User
    package var role: Role
    /// When they signed in last; `nil` where they never did.
    package var lastActiveAt: Timestamp?

    package init(user: User, role: Role, lastActiveAt: Timestamp? = nil) {
        self.user = user
        self.role = role
        self.lastActiveAt = lastActiveAt
    }
}
