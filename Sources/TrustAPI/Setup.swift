// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// `POST /api/setup`: the organization and its owner, once. `token` is the one-time setup token and `password` the owner's: both are cut from the bytes as secrets.
package struct SetupRequest: RequestBody {
    package var organization: String
    package var email: String
    package var name: String

    package init(organization: String, email: String, name: String) {
        self.organization = organization
        self.email = email
        self.name = name
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case organization, email, name
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) + secretFields }
    package static var secretFields: [String] { ["token", "password"] }
}

/// What setup made.
package struct SetupResponse: Codable, Sendable, Hashable {
    package var organization: OrganizationResponse
    package var user: UserResponse

    package init(organization: OrganizationResponse, user: UserResponse) {
        self.organization = organization
        self.user = user
    }

    package enum CodingKeys: String, CodingKey {
        case organization, user
    }
}

/// `POST /api/session`: sign in. `password` is cut from the bytes as a secret.
package struct SessionRequest: RequestBody {
    package var email: String

    package init(email: String) {
        self.email = email
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case email
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) + secretFields }
    package static var secretFields: [String] { ["password"] }
}

/// Who is signed in. `token` is shown once, to the answer of `POST` only: browsers get it as a cookie, scripts send it as `Authorization: Bearer`.
package struct SessionResponse: Codable, Sendable, Hashable {
    package var user: UserResponse
    package var organization: OrganizationResponse
    package var role: Role
    /// RFC 3339.
    package var expiresAt: String
    package var token: String?

    package init(
        user: UserResponse, organization: OrganizationResponse, role: Role, expiresAt: String, token: String? = nil
    ) {
        self.user = user
        self.organization = organization
        self.role = role
        self.expiresAt = expiresAt
        self.token = token
    }

    package enum CodingKeys: String, CodingKey {
        case user, organization, role, token
        case expiresAt = "expires_at"
    }
}

/// An organization.
package struct OrganizationResponse: Codable, Sendable, Hashable {
    package var id: OrganizationID
    package var name: String

    package init(id: OrganizationID, name: String) {
        self.id = id
        self.name = name
    }

    package enum CodingKeys: String, CodingKey {
        case id, name
    }
}

/// A person.
package struct UserResponse: Codable, Sendable, Hashable {
    package var id: UserID
    package var email: String
    package var name: String

    package init(id: UserID, email: String, name: String) {
        self.id = id
        self.email = email
        self.name = name
    }

    package enum CodingKeys: String, CodingKey {
        case id, email, name
    }
}
