// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Somebody in the organization.
package struct MemberResponse: Codable, Sendable, Hashable {
    package var id: UserID
    package var email: String
    package var name: String
    package var role: Role
    /// RFC 3339.
    package var createdAt: String
    /// When they signed in last, RFC 3339.
    package var lastActiveAt: String?

    package init(
        id: UserID, email: String, name: String, role: Role, createdAt: String, lastActiveAt: String? = nil
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.role = role
        self.createdAt = createdAt
        self.lastActiveAt = lastActiveAt
    }

    package enum CodingKeys: String, CodingKey {
        case id, email, name, role
        case createdAt = "created_at"
        case lastActiveAt = "last_active_at"
    }
}

/// `PATCH /api/users/{id}`.
package struct UpdateUserRequest: RequestBody {
    /// Never above the caller's own.
    package var role: Role

    package init(role: Role) { self.role = role }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case role
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}
