// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// `POST /api/keys`.
package struct CreateAPIKeyRequest: RequestBody {
    package var name: String
    /// `member` is the default; never above the maker's own.
    package var role: Role?

    package init(name: String, role: Role? = nil) {
        self.name = name
        self.role = role
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case name, role
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// An API key. `key` is shown once, to the answer of `POST` only.
package struct APIKeyResponse: Codable, Sendable, Hashable {
    package var id: APIKeyID
    package var name: String
    package var role: Role
    package var prefix: String
    /// RFC 3339.
    package var createdAt: String
    /// RFC 3339.
    package var lastUsedAt: String?
    package var key: String?

    package init(
        id: APIKeyID, name: String, role: Role, prefix: String, createdAt: String, lastUsedAt: String? = nil,
        key: String? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.prefix = prefix
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.key = key
    }

    package enum CodingKeys: String, CodingKey {
        case id, name, role, prefix, key
        case createdAt = "created_at"
        case lastUsedAt = "last_used_at"
    }
}
