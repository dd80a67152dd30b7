// SPDX-License-Identifier: Apache-2.0
package import TrustCore
package import TrustVault

/// An invitation with the token of its link, which is shown once.
package struct NewInvitation: ~Copyable, Sendable {
    package let invitation: Invitation
    package let token: SecretBytes
}

/// Who came in by a link, and where.
package struct AcceptedInvitation: Sendable, Hashable {
    package var organization: Organization
    package var user: User
    package var role: Role
}

/// Lets people in by links. A link is good once, for seven days, until it is taken back or made anew.
package struct InvitationService: Sendable {
    private let people: any PeopleStore
    private let identity: any IdentityStore
    private let passwords: PasswordHasher
    private let audit: AuditTrail
    private let clock: WallClock

    package init(
        people: any PeopleStore, identity: any IdentityStore, passwords: PasswordHasher, audit: AuditTrail,
        clock: WallClock
    ) {
        self.people = people
        self.identity = identity
        self.passwords = passwords
        self.audit = audit
        self.clock = clock
    }

    /// All but those that were taken back, newest first.
    /// - Throws: `FORBIDDEN` below admin.
    package func list(_ caller: Caller) async throws -> [Invitation] {
        try caller.require(.viewUsers)
        return try await people.invitations(in: caller.organization)
    }

    /// What an invitation is now.
    package func state(of invitation: Invitation) -> Invitation.State { invitation.state(at: clock.now()) }

    /// Invites an address.
    /// - Throws: `INVALID_REQUEST` (`email`, or `role` where it is above the inviter's own); `NAME_TAKEN` (`email`) for
    ///   somebody who is in the organization or invited already; `FORBIDDEN` below admin.
    package func invite(_ caller: Caller, email: String, role: Role) async throws -> NewInvitation {
        try caller.require(.manageUsers)
        let email = try EmailAddress.check(email)
        guard role <= caller.role else {
            throw ControlError.invalid("role", "Nobody can invite to a role above their own.")
        }
        let moment = clock.now()
        try await requireNew(email, in: caller.organization, at: moment)
        let token = TokenMint.make(.invitation)
        let invitation = Invitation(
            id: .make(at: moment), organization: caller.organization, email: email, role: role,
            tokenHash: TokenMint.digest(of: token), invitedBy: caller.user, createdAt: moment,
            expiresAt: moment.adding(seconds: Invitation.lifetime))
        let operation = try await audit.begin("invitation.create", on: "invitation:\(invitation.id)", by: caller)
        try await audit.recordingFailure(of: operation) {
            try await people.insertInvitation(
                invitation, audit: operation.outcome(.succeeded, details: ["role": role.rawValue]))
        }
        return NewInvitation(invitation: invitation, token: token)
    }

    /// Makes a new link for an invitation that is pending or has expired; the old link is good for nothing.
    /// - Throws: `NOT_FOUND`; `FORBIDDEN` below admin, and for a role above the caller's.
    package func renew(_ caller: Caller, _ id: InvitationID) async throws -> NewInvitation {
        var invitation = try await touchable(caller, id)
        let token = TokenMint.make(.invitation)
        invitation.tokenHash = TokenMint.digest(of: token)
        invitation.expiresAt = clock.now().adding(seconds: Invitation.lifetime)
        let renewed = invitation
        let operation = try await audit.begin("invitation.renew", on: "invitation:\(id)", by: caller)
        try await audit.recordingFailure(of: operation) {
            guard
                try await people.renewInvitation(
                    id, in: caller.organization, tokenHash: renewed.tokenHash, expiresAt: renewed.expiresAt,
                    audit: operation.outcome(.succeeded))
            else { throw ControlError.notFound("invitation") }
        }
        return NewInvitation(invitation: renewed, token: token)
    }

    /// Takes an invitation back that was not accepted.
    /// - Throws: `NOT_FOUND`; `FORBIDDEN` below admin, and for a role above the caller's.
    package func revoke(_ caller: Caller, _ id: InvitationID) async throws {
        _ = try await touchable(caller, id)
        let operation = try await audit.begin("invitation.revoke", on: "invitation:\(id)", by: caller)
        try await audit.recordingFailure(of: operation) {
            let outcome = operation.outcome(.succeeded)
            guard try await people.revokeInvitation(id, in: caller.organization, audit: outcome) else {
                throw ControlError.notFound("invitation")
            }
        }
    }

    /// What a link offers, for whoever holds it.
    /// - Throws: `NOT_FOUND` for a link that is unknown, used, expired or taken back, in the same words.
    package func open(
        _ token: borrowing SecretBytes
    ) async throws -> (invitation: Invitation, organization: Organization) {
        guard token.withBytes({ TokenMint.isWellFormed($0, as: .invitation) }) else { throw Self.closed }
        let digest = TokenMint.digest(of: token)
        guard let invitation = try await people.invitation(tokenHash: digest), invitation.isOpen(at: clock.now()),
            let organization = try await identity.organization(invitation.organization)
        else { throw Self.closed }
        return (invitation, organization)
    }

    /// Makes the account of whoever was invited, and uses the link up.
    /// - Throws: `NOT_FOUND` as `open` does; `INVALID_REQUEST` (`name`, `password`); `NAME_TAKEN` (`email`).
    package func accept(
        token: consuming SecretBytes, name: String, password: consuming SecretBytes
    ) async throws -> AcceptedInvitation {
        // Before the work of a password: a stranger's guess costs a look-up only.
        let (invitation, organization) = try await open(token)
        let moment = clock.now()
        let user = User(
            id: .make(at: moment), email: invitation.email, name: try TextRule("name", Bounds.name).check(name),
            createdAt: moment)
        let hash = try await passwords.hash(password)
        let operation = try await audit.begin(
            "invitation.accept", on: "invitation:\(invitation.id)", actor: .user(user.id), in: organization.id)
        try await audit.recordingFailure(of: operation) {
            let outcome = operation.outcome(.succeeded, details: ["role": invitation.role.rawValue])
            guard
                try await people.acceptInvitation(
                    tokenHash: invitation.tokenHash, user: user, passwordHash: hash, audit: outcome)
            else { throw Self.closed }
        }
        return AcceptedInvitation(organization: organization, user: user, role: invitation.role)
    }

    private static var closed: ControlError { .notFound("invitation") }

    /// The same is asked again in the transaction; here it is said in better words.
    private func requireNew(_ email: String, in organization: OrganizationID, at moment: Timestamp) async throws {
        func taken(_ message: String) -> ControlError {
            ControlError(.nameTaken, message, details: ["field": .string("email")])
        }
        if try await people.people(in: organization).contains(where: { $0.user.email == email }) {
            throw taken("Somebody with this address is in the organization already.")
        }
        let invitations = try await people.invitations(in: organization)
        if invitations.contains(where: { $0.email == email && $0.isOpen(at: moment) }) {
            throw taken("This address is invited already. Make a new link for that invitation.")
        }
    }

    private func touchable(_ caller: Caller, _ id: InvitationID) async throws -> Invitation {
        try caller.require(.manageUsers)
        guard
            let invitation = try await people.invitations(in: caller.organization)
                .first(where: { $0.id == id && $0.acceptedAt == nil })
        else { throw ControlError.notFound("invitation") }
        guard invitation.role <= caller.role else { throw ControlError.forbidden }
        return invitation
    }
}
