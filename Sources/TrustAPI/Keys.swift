// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// `POST /api/keys`.
package struct CreateAPIKeyRequest: RequestBody {
    package var name: String
    /// `member` is the default; never above the maker's own.
    package var role: Role?
    /// `true` for a key that can change nothing and ask nothing.
    package var readOnly: Bool?
    /// Slugs of endpoints: the key can ask these and do nothing else.
    package var endpoints: [String]?
    /// Seconds after which it ends; it does not where this is missing.
    package var expiresIn: Int64?

    package init(
        name: String, role: Role? = nil, readOnly: Bool? = nil, endpoints: [String]? = nil, expiresIn: Int64? = nil
    ) {
        self.name = name
        self.role = role
        self.readOnly = readOnly
        self.endpoints = endpoints
        self.expiresIn = expiresIn
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case name, role, endpoints
        case readOnly = "read_only"
        case expiresIn = "expires_in"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// An API key. `key` is shown once, to the answer of `POST` only.
package struct APIKeyResponse: Codable, Sendable, Hashable {
    package var id: APIKeyID
    package var name: String
    package var role: Role
    /// Whether it can change nothing and ask nothing.
    package var readOnly: Bool
    /// The endpoints that it can ask, if it can do nothing else.
    package var endpoints: [String]?
    package var prefix: String
    /// RFC 3339.
    package var createdAt: String
    /// RFC 3339.
    package var expiresAt: String?
    /// RFC 3339.
    package var lastUsedAt: String?
    package var key: String?

    package init(
        id: APIKeyID, name: String, role: Role, readOnly: Bool = false, endpoints: [String]? = nil, prefix: String,
        createdAt: String, expiresAt: String? = nil, lastUsedAt: String? = nil, key: String? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.readOnly = readOnly
        self.endpoints = endpoints
        self.prefix = prefix
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.key = key
    }

    package enum CodingKeys: String, CodingKey {
        case id, name, role, endpoints, prefix, key
        case readOnly = "read_only"
        case expiresAt = "expires_at"
        case createdAt = "created_at"
        case lastUsedAt = "last_used_at"
    }
}
