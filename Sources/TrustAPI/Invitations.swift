// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// `POST /api/invitations`.
package struct CreateInvitationRequest: RequestBody {
    package var email: String
    /// Never above the inviter's own.
    package var role: Role

    package init(email: String, role: Role) {
        self.email = email
        self.role = role
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case email, role
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// An invitation. `link` is shown once, to the answers that make one only.
package struct InvitationResponse: Codable, Sendable, Hashable {
    package var id: InvitationID
    package var email: String
    package var role: Role
    package var state: Invitation.State
    /// RFC 3339.
    package var createdAt: String
    /// RFC 3339.
    package var expiresAt: String
    /// RFC 3339.
    package var acceptedAt: String?
    package var link: String?

    package init(
        id: InvitationID, email: String, role: Role, state: Invitation.State, createdAt: String, expiresAt: String,
        acceptedAt: String? = nil, link: String? = nil
    ) {
        self.id = id
        self.email = email
        self.role = role
        self.state = state
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.acceptedAt = acceptedAt
        self.link = link
    }

    package enum CodingKeys: String, CodingKey {
        case id, email, role, state, link
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case acceptedAt = "accepted_at"
    }
}

/// `POST /api/invitations/accept`. `token` is the link's and `password` the new account's: both are cut from the bytes
/// as secrets.
package struct AcceptInvitationRequest: RequestBody {
    package var name: String

    package init(name: String) { self.name = name }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case name
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) + secretFields }
    package static var secretFields: [String] { ["token", "password"] }
}

/// Who came in, and where.
package struct AcceptInvitationResponse: Codable, Sendable, Hashable {
    package var organization: OrganizationResponse
    package var user: UserResponse
    package var role: Role

    package init(organization: OrganizationResponse, user: UserResponse, role: Role) {
        self.organization = organization
        self.user = user
        self.role = role
    }

    package enum CodingKeys: String, CodingKey {
        case organization, user, role
    }
}
