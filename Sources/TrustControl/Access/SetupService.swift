// SPDX-License-Identifier: Apache-2.0
import Synchronization
package import TrustCore
package import TrustVault

/// Makes the first organization and its owner, once, for whoever holds the token that the server printed.
package final class SetupService: Sendable {
    private struct State {
        var tokenHash: Digest32?
        /// An owner is never taken away, so that `true` stays true.
        var hasOwner = false
    }
    private let state = Mutex(State())
    private let identity: any IdentityStore
    private let passwords: PasswordHasher
    private let audit: AuditTrail
    private let clock: WallClock

    package init(identity: any IdentityStore, passwords: PasswordHasher, audit: AuditTrail, clock: WallClock) {
        self.identity = identity
        self.passwords = passwords
        self.audit = audit
        self.clock = clock
    }

    /// Whether there is no owner yet, so that only setup answers.
    package func isRequired() async throws -> Bool {
        if state.withLock({ $0.hasOwner }) { return false }
        let hasOwner = try await identity.hasOwner()
        if hasOwner { state.withLock { $0.hasOwner = true } }
        return !hasOwner
    }

    /// Makes the one-time token, to be called at start and printed where only the operator reads it. Each call replaces
    /// the token before it. `nil` where there is an owner already.
    package func issueToken() async throws -> SecretBytes? {
        guard try await isRequired() else { return nil }
        let token = TokenMint.make(.setup)
        state.withLock { $0.tokenHash = TokenMint.digest(of: token) }
        return token
    }

    /// Makes organization and owner.
    /// - Throws: `ALREADY_SET_UP`; `UNAUTHENTICATED` for a wrong token; `INVALID_REQUEST` naming the field.
    package func setUp(
        organization: String, email: String, name: String, token: consuming SecretBytes,
        password: consuming SecretBytes
    ) async throws -> SetupResult {
        guard try await isRequired() else { throw StoreError(.alreadySetUp) }
        let digest = TokenMint.digest(of: token)
        guard state.withLock({ $0.tokenHash == digest }) else {
            throw ControlError(.unauthenticated, "The setup token is wrong. The server printed it when it started.")
        }
        let made = try SetupResult(organization: organization, email: email, name: name, at: clock.now())
        let hash = try await passwords.hash(password)
        let operation = try await audit.begin(
            "setup.create_owner", on: "user:\(made.user.id)", actor: .system("setup"), in: made.organization.id)
        try await audit.recordingFailure(of: operation) {
            try await identity.createOwner(
                organization: made.organization, user: made.user, passwordHash: hash,
                audit: operation.outcome(.succeeded))
        }
        state.withLock {
            $0.tokenHash = nil
            $0.hasOwner = true
        }
        return made
    }
}
