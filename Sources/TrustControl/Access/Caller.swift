// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Who asks for a use case. The organization that it works in is the caller's, never one from a request.
package struct Caller: Sendable, Hashable {
    package let actor: Actor
    package let organization: OrganizationID
    package let role: Role
    /// The sign-in that it came by; `nil` for API keys.
    package let session: SessionID?

    package init(actor: Actor, organization: OrganizationID, role: Role, session: SessionID? = nil) {
        self.actor = actor
        self.organization = organization
        self.role = role
        self.session = session
    }

    /// The person, where there is one.
    package var user: UserID? {
        guard case .user(let id) = actor else { return nil }
        return id
    }

    /// Whether the role has a permission.
    package func allows(_ permission: Permission) -> Bool { role >= permission.lowestRole }

    /// - Throws: `FORBIDDEN` unless the role has the permission.
    package func require(_ permission: Permission) throws(ControlError) {
        guard allows(permission) else { throw .forbidden }
    }
}
