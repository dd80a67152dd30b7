// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Who asks for a use case. The organization that it works in is the caller's, never one from a request.
package struct Caller: Sendable, Hashable {
    package let actor: Actor
    package let organization: OrganizationID
    package let role: Role
    /// What its key is bound to; everything for people.
    package let scope: APIKeyScope
    /// When its key ends; `nil` for people, and for keys that don't.
    package let expiresAt: Timestamp?
    /// The sign-in that it came by; `nil` for API keys.
    package let session: SessionID?

    package init(
        actor: Actor, organization: OrganizationID, role: Role, scope: APIKeyScope = .everything,
        expiresAt: Timestamp? = nil, session: SessionID? = nil
    ) {
        self.actor = actor
        self.organization = organization
        self.role = role
        self.scope = scope
        self.expiresAt = expiresAt
        self.session = session
    }

    /// The person, where there is one.
    package var user: UserID? {
        guard case .user(let id) = actor else { return nil }
        return id
    }

    /// Whether the role has a permission, and the key's scope leaves it.
    package func allows(_ permission: Permission) -> Bool {
        guard role >= permission.lowestRole else { return false }
        if scope.isReadOnly, !permission.isReading { return false }
        return scope.endpoints == nil || permission.concernsEndpoints
    }

    /// - Throws: `FORBIDDEN` unless the caller has the permission.
    package func require(_ permission: Permission) throws(ControlError) {
        guard allows(permission) else { throw .forbidden }
    }
}
