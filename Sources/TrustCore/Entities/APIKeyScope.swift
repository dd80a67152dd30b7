// SPDX-License-Identifier: Apache-2.0

/// What a key is good for within its role; never more than the role allows.
package struct APIKeyScope: Sendable, Hashable {
    /// Whether it can change nothing and ask nothing.
    package var isReadOnly: Bool
    /// The endpoints that it can ask, sorted; it can do nothing else then. `nil` is no such bound.
    package var endpoints: [String]?

    /// - Parameters:
    ///   - isReadOnly: whether it can change nothing and ask nothing.
    ///   - endpoints: the slugs of endpoints that it is bound to; `nil` for no bound.
    package init(isReadOnly: Bool = false, endpoints: [String]? = nil) {
        self.isReadOnly = isReadOnly
        self.endpoints = endpoints.map { Set($0).sorted() }
    }

    /// All that the role allows.
    package static let everything = APIKeyScope()

    /// Whether an endpoint can be asked; an agent type without one only where there is no bound.
    package func reaches(endpoint slug: String?) -> Bool {
        guard let endpoints else { return true }
        return slug.map(endpoints.contains) ?? false
    }
}
