// SPDX-License-Identifier: Apache-2.0

/// What an organization's people may do; each contains the ones below it.
package enum Role: String, Sendable, Codable, CaseIterable, Comparable {
    case viewer, member, admin, owner

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// Owner of everything else.
package struct Organization: Sendable, Hashable {
    package var id: OrganizationID
    package var name: String
    package var createdAt: Timestamp
    package init(id: OrganizationID, name: String, createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
    }
}

/// A person with a password.
package struct User: Sendable, Hashable {
    package var id: UserID
    /// Trimmed and lower-cased.
    package var email: String
    package var name: String
    package var createdAt: Timestamp
    package init(id: UserID, email: String, name: String, createdAt: Timestamp) {
        self.id = id
        self.email = email
        self.name = name
        self.createdAt = createdAt
    }
}

/// A person's place in an organization.
package struct Membership: Sendable, Hashable {
    package var organization: OrganizationID
    package var user: UserID
    package var role: Role
    package init(organization: OrganizationID, user: UserID, role: Role) {
        self.organization = organization
        self.user = user
        self.role = role
    }
}

/// A signed-in browser or command line. Only the digest of its token is kept.
package struct Session: Sendable, Hashable {
    package var id: SessionID
    package var user: UserID
    package var organization: OrganizationID
    package var tokenHash: Digest32
    package var csrfToken: String
    package var createdAt: Timestamp
    package var expiresAt: Timestamp
    package init(
        id: SessionID, user: UserID, organization: OrganizationID, tokenHash: Digest32, csrfToken: String,
        createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.user = user
        self.organization = organization
        self.tokenHash = tokenHash
        self.csrfToken = csrfToken
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// A key for scripts (`cust_…`). Only its digest is kept.
package struct APIKey: Sendable, Hashable {
    package var id: APIKeyID
    package var organization: OrganizationID
    package var name: String
    package var role: Role
    package var scope: APIKeyScope
    package var tokenHash: Digest32
    /// The first characters, to tell keys apart: `cust_AbCd…`.
    package var prefix: String
    package var createdBy: UserID?
    package var createdAt: Timestamp
    /// When it ends by itself; `nil` is never.
    package var expiresAt: Timestamp?
    package var lastUsedAt: Timestamp?
    package var revokedAt: Timestamp?
    package init(
        id: APIKeyID, organization: OrganizationID, name: String, role: Role, scope: APIKeyScope = .everything,
        tokenHash: Digest32, prefix: String, createdBy: UserID?, createdAt: Timestamp, expiresAt: Timestamp? = nil,
        lastUsedAt: Timestamp? = nil, revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.organization = organization
        self.name = name
        self.role = role
        self.scope = scope
        self.tokenHash = tokenHash
        self.prefix = prefix
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }
}

/// The one row that says which installation this database belongs to.
package struct Installation: Sendable, Hashable {
    package var id: ID<Installation>
    package var createdAt: Timestamp
    /// The key under which key fingerprints are made, itself sealed by the vault.
    package var fingerprintKey: SealedCredential?
    package init(id: ID<Installation>, createdAt: Timestamp, fingerprintKey: SealedCredential?) {
        self.id = id
        self.createdAt = createdAt
        self.fingerprintKey = fingerprintKey
    }
}
