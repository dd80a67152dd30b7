// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustControl
import TrustCore
import TrustStore
import TrustVault

extension House {
    /// Somebody of a role in the first organization.
    func person(_ role: Role) async throws -> UserID {
        let email = "\(role.rawValue)@example.com"
        if let found = try await repositories.identity.user(email: email), role != .owner { return found.user.id }
        if role == .owner, let user = owner.user { return user }
        let user = User(id: .make(), email: email, name: role.rawValue, createdAt: clock.now)
        let token = TokenMint.digest(of: TokenMint.make(.invitation))
        try await repositories.identity.insertInvitation(
            Invitation(
                id: .make(), organization: organization.id, email: email, role: role, tokenHash: token,
                invitedBy: owner.user, createdAt: clock.now,
                expiresAt: clock.now.adding(seconds: Invitation.lifetime)), audit: Self.entry(owner))
        guard
            try await repositories.identity.acceptInvitation(
                tokenHash: token, user: user, passwordHash: "$none$", audit: Self.entry(owner))
        else { throw FakeError() }
        return user.id
    }

    /// The owner of a second organization, made at first call.
    func otherOwner() async throws -> Caller {
        let email = "olaf@other.example"
        if let found = try await repositories.identity.user(email: email) {
            return Caller(actor: .user(found.user.id), organization: found.membership.organization, role: .owner)
        }
        let other = Organization(id: .make(), name: "Other", createdAt: clock.now)
        let user = User(id: .make(), email: email, name: "Olaf Other", createdAt: clock.now)
        try await repositories.identity.createOrganization(
            other, owner: user, passwordHash: "$none$", audit: Self.entry(owner))
        return Caller(actor: .user(user.id), organization: other.id, role: .owner)
    }
}
