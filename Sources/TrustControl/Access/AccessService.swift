// SPDX-License-Identifier: Apache-2.0
package import TrustCore
import TrustVault

/// A caller that came by a sign-in.
package struct SignedIn: Sendable, Hashable {
    package var caller: Caller
    package var session: Session
}

/// Tells who a token belongs to. Roles are read afresh each time, so that a change counts at once.
package struct AccessService: Sendable {
    private let identity: any IdentityStore
    private let clock: WallClock

    package init(identity: any IdentityStore, clock: WallClock) {
        self.identity = identity
        self.clock = clock
    }

    /// Who a session token (`ses_…`) belongs to; `nil` where it is malformed, unknown or expired, or its user has no
    /// place in the organization any more.
    package func caller(sessionToken token: borrowing SecretBytes) async throws -> SignedIn? {
        guard token.withBytes({ TokenMint.isWellFormed($0, as: .session) }) else { return nil }
        let digest = TokenMint.digest(of: token)
        guard let session = try await identity.session(tokenHash: digest, at: clock.now()),
            let membership = try await identity.membership(user: session.user, organization: session.organization)
        else { return nil }
        let caller = Caller(
            actor: .user(session.user), organization: session.organization, role: membership.role,
            session: session.id)
        return SignedIn(caller: caller, session: session)
    }

    /// Who an API key (`cust_…`) belongs to; `nil` where it is malformed, unknown, revoked or at its end.
    package func caller(apiKey token: borrowing SecretBytes) async throws -> Caller? {
        guard token.withBytes({ TokenMint.isWellFormed($0, as: .apiKey) }) else { return nil }
        let digest = TokenMint.digest(of: token)
        let moment = clock.now()
        guard let key = try await identity.apiKey(tokenHash: digest), key.revokedAt == nil,
            key.expiresAt.map({ $0 > moment }) ?? true
        else { return nil }
        try await identity.touchAPIKey(key.id, at: moment)
        return Caller(
            actor: .apiKey(key.id), organization: key.organization, role: key.role, scope: key.scope,
            expiresAt: key.expiresAt)
    }
}
