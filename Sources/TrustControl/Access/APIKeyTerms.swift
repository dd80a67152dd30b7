// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What is asked for of a new API key.
package struct APIKeyTerms: Sendable, Hashable {
    package var role: Role
    package var isReadOnly: Bool
    /// The slugs of the endpoints that it is to be bound to; `nil` for no bound.
    package var endpoints: [String]?
    /// Seconds from now; `nil` for a key that does not end.
    package var lifetime: Int64?

    package init(
        role: Role = .member, isReadOnly: Bool = false, endpoints: [String]? = nil, lifetime: Int64? = nil
    ) {
        self.role = role
        self.isReadOnly = isReadOnly
        self.endpoints = endpoints
        self.lifetime = lifetime
    }

    /// The scope that was asked for.
    /// - Throws: `INVALID_REQUEST` naming the field.
    func scope() throws(ControlError) -> APIKeyScope {
        guard let endpoints else { return APIKeyScope(isReadOnly: isReadOnly) }
        guard Bounds.keyEndpoints.contains(endpoints.count) else {
            throw .invalid("endpoints", "This takes 1 to \(Bounds.keyEndpoints.upperBound) endpoints.")
        }
        var slugs: [String] = []
        for endpoint in endpoints { slugs.append(try Slug.check(endpoint, field: "endpoints")) }
        return APIKeyScope(isReadOnly: isReadOnly, endpoints: slugs)
    }

    /// When the key is to end: never after the key that makes it.
    /// - Throws: `INVALID_REQUEST` naming the field.
    func expiry(madeBy caller: Caller, at moment: Timestamp) throws(ControlError) -> Timestamp? {
        if let lifetime, !Bounds.keyLifetime.contains(lifetime) {
            throw .invalid("expires_in", "This takes seconds, from a minute to five years.")
        }
        let expiry = lifetime.map { moment.adding(seconds: $0) }
        guard let limit = caller.expiresAt else { return expiry }
        guard let expiry, expiry <= limit else {
            throw .invalid("expires_in", "A key never outlives the key that makes it.")
        }
        return expiry
    }
}
