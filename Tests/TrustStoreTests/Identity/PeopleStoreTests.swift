// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

struct PeopleStoreTests {
    /// Lets somebody in by an invitation.
    private func join(
        _ store: TestStore, _ organization: OrganizationID, email: String = "bob@example.com", role: Role = .member
    ) async throws -> User {
        let invitation = Sample.invitation(to: organization, email: email, role: role)
        try await store.repositories.identity.insertInvitation(invitation, audit: Sample.audit("invitation.create"))
        let user = User(id: .make(), email: email, name: "Bob", createdAt: Sample.moment)
        #expect(
            try await store.repositories.identity.acceptInvitation(
                tokenHash: invitation.tokenHash, user: user, passwordHash: "scrypt$2",
                audit: Sample.audit("invitation.accept")))
        return user
    }

    @Test func anInvitationIsAcceptedOnce() async throws {
        try await withStore { store in
            let (organization, owner) = try await store.makeOrganization()
            let identity = store.repositories.identity
            let invitation = Sample.invitation(to: organization.id, role: .admin, by: owner.id)
            try await identity.insertInvitation(invitation, audit: Sample.audit("invitation.create"))
            #expect(try await identity.invitation(tokenHash: invitation.tokenHash) == invitation)
            #expect(try await identity.invitations(in: organization.id) == [invitation])
            let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        // The address is the invitation's, whatever the user says.
                        let user = User(
                            id: .make(), email: "other\(index)@example.com", name: "Bob", createdAt: Sample.moment)
                        return try await identity.acceptInvitation(
                            tokenHash: invitation.tokenHash, user: user, passwordHash: "scrypt$2",
                            audit: Sample.audit("invitation.accept"))
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(accepted == 1)
            let people = try await identity.people(in: organization.id)
            #expect(people.map(\.user.email) == ["ann@example.com", "bob@example.com"])
            #expect(people.map(\.role) == [.owner, .admin])
            #expect(try await identity.invitation(tokenHash: invitation.tokenHash)?.acceptedAt == Sample.moment)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM audit WHERE action = 'invitation.accept'") == 1)
        }
    }

    @Test func whatIsExpiredRenewedOrRevokedLetsNobodyIn() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let identity = store.repositories.identity
            let user = User(id: .make(), email: "bob@example.com", name: "Bob", createdAt: Sample.moment)
            let first = Sample.invitation(to: organization.id)
            try await identity.insertInvitation(first, audit: Sample.audit("invitation.create"))
            func accepts(_ hash: Digest32, at time: Timestamp = Sample.moment) async throws -> Bool {
                try await identity.acceptInvitation(
                    tokenHash: hash, user: user, passwordHash: "x", audit: Sample.audit("invitation.accept", at: time))
            }
            #expect(try await !accepts(Sample.digest()))
            #expect(try await !accepts(first.tokenHash, at: first.expiresAt))
            let (fresh, audit) = (Sample.digest(), Sample.audit("invitation.renew"))
            let until = Sample.moment.adding(seconds: 2 * Invitation.lifetime)
            #expect(
                try await !identity.renewInvitation(
                    first.id, in: .make(), tokenHash: fresh, expiresAt: until, audit: audit))
            #expect(
                try await identity.renewInvitation(
                    first.id, in: organization.id, tokenHash: fresh, expiresAt: until, audit: audit))
            #expect(try await !accepts(first.tokenHash))
            #expect(try await identity.revokeInvitation(first.id, in: organization.id, audit: audit))
            #expect(try await !identity.revokeInvitation(first.id, in: organization.id, audit: audit))
            #expect(try await !accepts(fresh))
            #expect(try await identity.invitations(in: organization.id).isEmpty)
            #expect(try await identity.people(in: organization.id).count == 1)
        }
    }

    @Test func anAddressHasOnePendingInvitationAndNoneOnceItIsIn() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let identity = store.repositories.identity
            let audit = Sample.audit("invitation.create")
            let first = Sample.invitation(to: organization.id)
            try await identity.insertInvitation(first, audit: audit)
            await #expect(throws: StoreError(.nameTaken(field: "email"))) {
                try await identity.insertInvitation(Sample.invitation(to: organization.id), audit: audit)
            }
            // One that has run out is replaced.
            let later = Sample.invitation(to: organization.id, at: first.expiresAt)
            try await identity.insertInvitation(later, audit: audit)
            #expect(try await identity.invitations(in: organization.id) == [later])
            await #expect(throws: StoreError(.nameTaken(field: "email"))) {
                try await identity.insertInvitation(
                    Sample.invitation(to: organization.id, email: "ann@example.com"), audit: audit)
            }
        }
    }

    @Test func theLastOwnerStaysAnOwner() async throws {
        try await withStore { store in
            let (organization, owner) = try await store.makeOrganization()
            let identity = store.repositories.identity
            let audit = Sample.audit("user.change")
            await #expect(throws: StoreError(.lastOwner)) {
                try await identity.setRole(
                    .admin, of: owner.id, in: organization.id, ceiling: .owner, audit: audit)
            }
            await #expect(throws: StoreError(.lastOwner)) {
                try await identity.removePerson(owner.id, from: organization.id, ceiling: .owner, audit: audit)
            }
            let second = try await join(store, organization.id, role: .owner)
            // Of two owners that leave at the same moment one stays.
            let left = await withTaskGroup(of: Bool.self) { group in
                for user in [owner.id, second.id] {
                    group.addTask {
                        do {
                            try await identity.removePerson(
                                user, from: organization.id, ceiling: .owner, audit: Sample.audit("user.remove"))
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(left == 1)
            #expect(try await identity.people(in: organization.id).map(\.role) == [.owner])
        }
    }

    @Test func nobodyAboveTheCeilingIsTouched() async throws {
        try await withStore { store in
            let (organization, owner) = try await store.makeOrganization()
            let identity = store.repositories.identity
            let audit = Sample.audit("user.change")
            let member = try await join(store, organization.id)
            await #expect(throws: StoreError(.forbidden)) {
                try await identity.setRole(.viewer, of: owner.id, in: organization.id, ceiling: .admin, audit: audit)
            }
            await #expect(throws: StoreError(.forbidden)) {
                try await identity.setRole(.owner, of: member.id, in: organization.id, ceiling: .admin, audit: audit)
            }
            await #expect(throws: StoreError(.forbidden)) {
                try await identity.removePerson(owner.id, from: organization.id, ceiling: .admin, audit: audit)
            }
            await #expect(throws: StoreError(.notFound("user"))) {
                try await identity.setRole(.viewer, of: member.id, in: .make(), ceiling: .owner, audit: audit)
            }
            try await identity.setRole(.admin, of: member.id, in: organization.id, ceiling: .admin, audit: audit)
            #expect(try await identity.person(member.id, in: organization.id)?.role == .admin)
        }
    }

    @Test func removingSomebodyEndsTheirSessionsAndTheAccount() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let identity = store.repositories.identity
            let user = try await join(store, organization.id)
            #expect(try await identity.person(user.id, in: organization.id)?.lastActiveAt == nil)
            let session = Session(
                id: .make(), user: user.id, organization: organization.id, tokenHash: Sample.digest(),
                csrfToken: "csrf", createdAt: Sample.moment, expiresAt: Sample.moment.adding(seconds: 60))
            try await identity.insertSession(session)
            try await identity.deleteSession(session.id)
            #expect(try await identity.person(user.id, in: organization.id)?.lastActiveAt == Sample.moment)
            try await identity.insertSession(session)
            try await identity.removePerson(
                user.id, from: organization.id, ceiling: .owner, audit: Sample.audit("user.remove"))
            #expect(try await identity.session(tokenHash: session.tokenHash, at: Sample.moment) == nil)
            #expect(try await identity.user(user.id) == nil)
            #expect(try await identity.person(user.id, in: organization.id) == nil)
            // And may come back.
            let again = try await join(store, organization.id)
            #expect(again.id != user.id)
        }
    }
}
