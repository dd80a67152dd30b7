// SPDX-License-Identifier: Apache-2.0

/// The people of an organization, and whom it has invited.
///
/// A `ceiling` is the role of whoever asks: nobody above it is touched. It is looked at in the transaction of the
/// change, as is the rule that an organization always keeps an owner.
package protocol PeopleStore: Sendable {
    /// Everybody in an organization, in the order of their e-mail addresses.
    func people(in organization: OrganizationID) async throws -> [Person]
    func person(_ id: UserID, in organization: OrganizationID) async throws -> Person?
    /// Gives somebody another role.
    /// - Throws: `StoreError`: `notFound("user")`, `forbidden` above the ceiling, `lastOwner`, `changed`.
    func setRole(
        _ role: Role, of user: UserID, in organization: OrganizationID, ceiling: Role, when precondition: Precondition,
        audit: AuditEntry) async throws
    /// Takes somebody out of an organization and ends their sessions in it; a user without another one is deleted.
    /// - Throws: `StoreError`: `notFound("user")`, `forbidden` above the ceiling, `lastOwner`, `changed`.
    func removePerson(
        _ user: UserID, from organization: OrganizationID, ceiling: Role, when precondition: Precondition,
        audit: AuditEntry) async throws

    /// Stores an invitation; it takes the place of one to the same address that has expired.
    /// - Throws: `StoreError.nameTaken("email")` where the address is in the organization or has a pending invitation.
    func insertInvitation(_ invitation: Invitation, audit: AuditEntry) async throws
    /// All but those that were taken back, newest first.
    func invitations(in organization: OrganizationID) async throws -> [Invitation]
    /// The invitation of a token, whatever became of it.
    func invitation(tokenHash: Digest32) async throws -> Invitation?
    /// Gives an invitation that was neither accepted nor taken back a new token; the old one is good for nothing.
    /// - Returns: whether there was such an invitation.
    func renewInvitation(
        _ id: InvitationID, in organization: OrganizationID, tokenHash: Digest32, expiresAt: Timestamp,
        audit: AuditEntry
    ) async throws -> Bool
    /// Takes an invitation back that was not accepted. - Returns: whether there was such an invitation.
    func revokeInvitation(
        _ id: InvitationID, in organization: OrganizationID, audit: AuditEntry
    ) async throws -> Bool
    /// Makes the user and their membership, and marks the invitation accepted, in one transaction and once. The role is
    /// the invitation's, and the e-mail address too.
    /// - Returns: whether the token was good at the moment of the audit row.
    /// - Throws: `StoreError.nameTaken("email")` where the address has an account already.
    func acceptInvitation(
        tokenHash: Digest32, user: User, passwordHash: String, audit: AuditEntry
    ) async throws -> Bool
}

extension PeopleStore {
    /// Whatever their role.
    package func setRole(
        _ role: Role, of user: UserID, in organization: OrganizationID, ceiling: Role, audit: AuditEntry
    ) async throws {
        try await setRole(role, of: user, in: organization, ceiling: ceiling, when: .none, audit: audit)
    }

    /// Whatever their role.
    package func removePerson(
        _ user: UserID, from organization: OrganizationID, ceiling: Role, audit: AuditEntry
    ) async throws {
        try await removePerson(user, from: organization, ceiling: ceiling, when: .none, audit: audit)
    }
}
