// SPDX-License-Identifier: Apache-2.0

package typealias InvitationID = ID<Invitation>

/// A place in an organization that is offered to an e-mail address, by a link. Only the digest of its token is kept.
package struct Invitation: Sendable, Hashable {
    /// What became of it. One that was taken back has no state: it is not shown any more.
    package enum State: String, Sendable, Codable, CaseIterable { case pending, accepted, expired }

    /// How long a link is good, in seconds: seven days.
    package static let lifetime: Int64 = 7 * 86_400

    package var id: InvitationID
    package var organization: OrganizationID
    /// Trimmed and lower-cased.
    package var email: String
    package var role: Role
    package var tokenHash: Digest32
    /// `nil` where an API key invited, or the person is gone.
    package var invitedBy: UserID?
    package var createdAt: Timestamp
    package var expiresAt: Timestamp
    package var acceptedAt: Timestamp?
    package var revokedAt: Timestamp?

    package init(
        id: InvitationID, organization: OrganizationID, email: String, role: Role, tokenHash: Digest32,
        invitedBy: UserID?, createdAt: Timestamp, expiresAt: Timestamp, acceptedAt: Timestamp? = nil,
        revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.organization = organization
        self.email = email
        self.role = role
        self.tokenHash = tokenHash
        self.invitedBy = invitedBy
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.acceptedAt = acceptedAt
        self.revokedAt = revokedAt
    }

    /// What it is at a moment.
    package func state(at moment: Timestamp) -> State {
        if acceptedAt != nil { return .accepted }
        return expiresAt > moment ? .pending : .expired
    }

    /// Whether its link lets somebody in at a moment.
    package func isOpen(at moment: Timestamp) -> Bool { revokedAt == nil && state(at: moment) == .pending }
}
