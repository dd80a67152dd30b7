// SPDX-License-Identifier: Apache-2.0
package import TrustCore
import TrustVault

/// A new API key with its text, which is shown once.
package struct NewAPIKey: ~Copyable, Sendable {
    package let key: APIKey
    package let token: SecretBytes
}

/// Keys for scripts.
package struct APIKeyService: Sendable {
    private let identity: any IdentityStore
    private let audit: AuditTrail
    private let clock: WallClock

    package init(identity: any IdentityStore, audit: AuditTrail, clock: WallClock) {
        self.identity = identity
        self.audit = audit
        self.clock = clock
    }

    /// Those that were not revoked; one at its end is still listed.
    /// - Throws: `FORBIDDEN` below owner.
    package func list(_ caller: Caller) async throws -> [APIKey] {
        try caller.require(.viewAPIKeys)
        return try await identity.apiKeys(in: caller.organization).filter { $0.revokedAt == nil }
    }

    /// Makes a key.
    /// - Throws: `INVALID_REQUEST` (`name`, `endpoints`, `expires_in`, or `role` where it is above the maker's own),
    ///   `FORBIDDEN` below owner.
    package func create(
        _ caller: Caller, name: String, terms: APIKeyTerms = APIKeyTerms()
    ) async throws -> NewAPIKey {
        try caller.require(.manageAPIKeys)
        let name = try TextRule("name", Bounds.name).check(name)
        guard terms.role <= caller.role else {
            throw ControlError.invalid("role", "A key's role is never above its maker's.")
        }
        let scope = try terms.scope()
        let moment = clock.now()
        let expiry = try terms.expiry(madeBy: caller, at: moment)
        let token = TokenMint.make(.apiKey)
        let key = APIKey(
            id: .make(at: moment), organization: caller.organization, name: name, role: terms.role, scope: scope,
            tokenHash: TokenMint.digest(of: token), prefix: TokenMint.displayPrefix(of: token),
            createdBy: caller.user, createdAt: moment, expiresAt: expiry)
        var details = ["role": terms.role.rawValue]
        if scope.isReadOnly { details["read_only"] = "true" }
        if let endpoints = scope.endpoints { details["endpoints"] = endpoints.joined(separator: " ") }
        if let expiry { details["expires_at"] = expiry.rfc3339 }
        let operation = try await audit.begin("api_key.create", on: "api_key:\(key.id)", by: caller)
        try await audit.recordingFailure(of: operation) {
            try await identity.insertAPIKey(
                key, audit: operation.outcome(.succeeded, details: details))
        }
        return NewAPIKey(key: key, token: token)
    }

    /// Takes a key away, from this moment on.
    /// - Throws: `NOT_FOUND`, `FORBIDDEN` below owner.
    package func revoke(_ caller: Caller, _ id: APIKeyID) async throws {
        try caller.require(.manageAPIKeys)
        guard
            try await identity.apiKeys(in: caller.organization).contains(where: { $0.id == id && $0.revokedAt == nil })
        else { throw ControlError.notFound("API key") }
        let operation = try await audit.begin("api_key.revoke", on: "api_key:\(id)", by: caller)
        try await audit.recordingFailure(of: operation) {
            let outcome = operation.outcome(.succeeded)
            guard try await identity.revokeAPIKey(id, in: caller.organization, audit: outcome) else {
                throw ControlError.notFound("API key")
            }
        }
    }
}
