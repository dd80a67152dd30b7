// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore
import TrustStore
import TrustVault

@Suite(.timeLimit(.minutes(3)))
struct PeopleTests {
    /// Lets somebody in without the work of a password.
    private func join(_ house: House, _ email: String, _ role: Role) async throws -> Caller {
        let new = try await house.control.invitations.invite(house.owner, email: email, role: role)
        let user = User(id: .make(), email: email, name: "Bob", createdAt: house.clock.now)
        let caller = Caller(actor: .user(user.id), organization: house.organization.id, role: role)
        _ = try await house.repositories.identity.acceptInvitation(
            tokenHash: TokenMint.digest(of: new.token), user: user, passwordHash: "$none$",
            audit: AuditEntry(
                operation: .make(), organization: house.organization.id, actor: caller.actor, action: "test.join",
                subject: "test", outcome: .succeeded, time: house.clock.now))
        return caller
    }

    @Test func somebodyInvitedComesInOnceAndSignsIn() async throws {
        try await House.with { house in
            let invitations = house.control.invitations
            let new = try await invitations.invite(house.owner, email: " Bob@Example.com ", role: .admin)
            let token = text(of: new.token)
            #expect(token.hasPrefix("inv_"))
            #expect(new.invitation.email == "bob@example.com")
            #expect(try await invitations.open(secret(token)).organization == house.organization)
            #expect(
                await field {
                    try await invitations.accept(token: secret(token), name: " ", password: secret("correct horse"))
                } == "name")
            #expect(
                await field {
                    try await invitations.accept(token: secret(token), name: "Bob", password: secret("short"))
                } == "password")
            let accepted = try await invitations.accept(
                token: secret(token), name: "Bob", password: secret("correct horse"))
            #expect(accepted.role == .admin)
            #expect(
                await code {
                    try await invitations.accept(token: secret(token), name: "Bob", password: secret("correct horse"))
                } == .notFound)
            #expect(try await invitations.list(house.owner).map { invitations.state(of: $0) } == [.accepted])
            let session = try await house.control.sessions.signIn(
                email: "bob@example.com", password: secret("correct horse"), address: "192.0.2.1")
            #expect(session.view.role == .admin)
            let found = try await house.control.access.caller(sessionToken: session.token)
            let bob = try #require(found).caller
            _ = try await house.control.users.setRole(house.owner, accepted.user.id, to: .viewer)
            let demoted = try await house.control.access.caller(sessionToken: session.token)
            #expect(demoted?.caller.role == .viewer)
            #expect(await code { try await house.control.users.list(try #require(demoted).caller) } == .forbidden)
            try await house.control.users.remove(house.owner, accepted.user.id)
            let gone = try await house.control.access.caller(sessionToken: session.token)
            #expect(gone == nil)
            #expect(bob.user == accepted.user.id)
            let audited = try await house.audited()
            for action in ["invitation.create", "invitation.accept", "user.set_role", "user.remove"] {
                #expect(audited.contains("\(action) intended") && audited.contains("\(action) succeeded"))
            }
        }
    }

    @Test func everyLinkThatIsNotGoodFailsInTheSameWords() async throws {
        try await House.with { house in
            let invitations = house.control.invitations
            let revoked = try await invitations.invite(house.owner, email: "a@example.com", role: .viewer)
            try await invitations.revoke(house.owner, revoked.invitation.id)
            let renewed = try await invitations.invite(house.owner, email: "b@example.com", role: .viewer)
            let fresh = try await invitations.renew(house.owner, renewed.invitation.id)
            let expired = try await invitations.invite(house.owner, email: "c@example.com", role: .viewer)
            #expect(try await invitations.open(fresh.token).invitation.email == "b@example.com")
            house.clock.advance(seconds: Invitation.lifetime)
            #expect(try await invitations.list(house.owner).allSatisfy { invitations.state(of: $0) == .expired })
            var messages: Set<String> = []
            for token in [
                text(of: revoked.token), text(of: renewed.token), text(of: expired.token), "", "inv_x",
                text(of: TokenMint.make(.invitation)), text(of: TokenMint.make(.session)),
            ] {
                do {
                    _ = try await invitations.accept(
                        token: secret(token), name: "A", password: secret("correct horse"))
                    Issue.record("a link that is not good let somebody in")
                } catch let error as ControlError {
                    messages.insert(error.description)
                }
            }
            #expect(messages.count == 1)
            // A new link brings an expired one back.
            let again = try await invitations.renew(house.owner, expired.invitation.id)
            #expect(try await invitations.open(again.token).invitation.id == expired.invitation.id)
        }
    }

    @Test func nobodyReachesAboveTheirOwnRole() async throws {
        try await House.with { house in
            let (users, invitations) = (house.control.users, house.control.invitations)
            let admin = try await join(house, "admin@example.com", .admin)
            let member = try await join(house, "member@example.com", .member)
            let (owner, bob) = (try #require(house.owner.user), try #require(member.user))
            #expect(await field { try await invitations.invite(admin, email: "x@example.com", role: .owner) } == "role")
            #expect(await field { try await users.setRole(admin, bob, to: .owner) } == "role")
            #expect(await code { try await users.setRole(admin, owner, to: .viewer) } == .forbidden)
            #expect(await code { try await users.remove(admin, owner) } == .forbidden)
            let offer = try await invitations.invite(house.owner, email: "y@example.com", role: .owner)
            #expect(await code { try await invitations.revoke(admin, offer.invitation.id) } == .forbidden)
            #expect(await code { try await invitations.renew(admin, offer.invitation.id) } == .forbidden)
            for caller in [member, house.caller(.viewer)] {
                #expect(await code { try await users.list(caller) } == .forbidden)
                #expect(await code { try await users.remove(caller, bob) } == .forbidden)
                #expect(await code { try await users.setRole(caller, bob, to: .viewer) } == .forbidden)
                #expect(
                    await code { try await invitations.invite(caller, email: "z@example.com", role: .viewer) }
                        == .forbidden)
                #expect(await code { try await invitations.list(caller) } == .forbidden)
            }
            #expect(try await users.setRole(admin, bob, to: .admin).role == .admin)
            #expect(await code { try await users.remove(house.owner, .make()) } == .notFound)
        }
    }

    @Test func theLastOwnerStays() async throws {
        try await House.with { house in
            let users = house.control.users
            let owner = try #require(house.owner.user)
            #expect(await code { try await users.setRole(house.owner, owner, to: .admin) } == .lastOwner)
            #expect(await code { try await users.remove(house.owner, owner) } == .lastOwner)
            let second = try await join(house, "second@example.com", .owner)
            _ = try await users.setRole(house.owner, owner, to: .member)
            #expect(await code { try await users.remove(second, try #require(second.user)) } == .lastOwner)
            #expect(try await house.audited().contains("user.remove failed"))
        }
    }

    @Test func nobodyIsInvitedTwice() async throws {
        try await House.with { house in
            let invitations = house.control.invitations
            let new = try await invitations.invite(house.owner, email: "bob@example.com", role: .viewer)
            for email in ["BOB@example.com", "owner@example.com"] {
                #expect(
                    await code { try await invitations.invite(house.owner, email: email, role: .viewer) } == .nameTaken)
            }
            #expect(
                await field { try await invitations.invite(house.owner, email: "nonsense", role: .viewer) } == "email")
            try await invitations.revoke(house.owner, new.invitation.id)
            #expect(await code { try await invitations.revoke(house.owner, new.invitation.id) } == .notFound)
            _ = try await invitations.invite(house.owner, email: "bob@example.com", role: .viewer)
        }
    }
}
