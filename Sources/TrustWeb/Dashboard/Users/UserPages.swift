// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Settings > Users.
struct UsersPage {
    struct Row {
        var name: String
        var email: String
        var role: String
        var isSelf: Bool
        var lastActive: Moment?
        /// Whether the reader may change or remove them.
        var canChange: Bool
        var change: String
        var remove: String

        init(_ person: Person, reader: UserID?, highest: Role, now: Timestamp) {
            name = person.user.name
            email = person.user.email
            role = person.role.rawValue
            isSelf = person.user.id == reader
            lastActive = person.lastActiveAt.map { .ago($0, now: now) }
            canChange = person.role <= highest
            change = "/settings/users/\(person.user.id)/role"
            remove = "/settings/users/\(person.user.id)/remove"
        }
    }
    struct InvitationRow {
        var email: String
        var role: String
        var status: StatusLabel
        var expires: Moment
        var canChange: Bool
        var resend: String
        var revoke: String

        init(_ invitation: Invitation, highest: Role, now: Timestamp) {
            email = invitation.email
            role = invitation.role.rawValue
            let isPending = invitation.state(at: now) == .pending
            status = isPending ? StatusLabel(.info, "Pending") : StatusLabel(.quiet, "Expired")
            expires = .absolute(invitation.expiresAt)
            canChange = invitation.role <= highest
            resend = "/settings/users/invitations/\(invitation.id)/resend"
            revoke = "/settings/users/invitations/\(invitation.id)/revoke"
        }
    }
    var rows: [Row]
    /// Those that wait for somebody; who accepted is among the people.
    var invitations: [InvitationRow]
    var hasInvitations: Bool

    init(rows: [Row], invitations: [InvitationRow]) {
        self.rows = rows
        self.invitations = invitations
        hasInvitations = !invitations.isEmpty
    }
}

/// Settings > Users > Invite.
struct InvitePage {
    var banner: Banner?
    var email: Field
    var roles: [Choice]

    /// `highest` is the inviter's own role; nobody invites above it.
    init(
        email: String = "", role: Role = .member, highest: Role, banner: Banner? = nil, errors: [String: String] = [:]
    ) {
        self.banner = banner
        self.email = Field(
            id: "invite-email", name: "email", label: "E-mail", type: "email", value: email,
            placeholder: "ada@example.com", hint: "They sign in with it.", focused: true, error: errors["email"])
        roles = Choice.roles(upTo: highest, chosen: role)
    }
}

/// The link, once.
struct InvitedPage {
    var email: String
    var role: String
    var link: String
}

/// Settings > Users > somebody's role.
struct UserRolePage {
    var banner: Banner?
    var name: String
    var email: String
    var action: String
    var roles: [Choice]
    /// Which version is shown, for its form.
    var version: String

    init(_ person: Person, role: Role? = nil, highest: Role, banner: Banner? = nil) {
        version = person.version.text
        self.banner = banner
        name = person.user.name
        email = person.user.email
        action = "/settings/users/\(person.user.id)/role"
        roles = Choice.roles(upTo: highest, chosen: role ?? person.role)
    }
}

extension Choice {
    /// The roles that somebody of a role may give.
    static func roles(upTo highest: Role, chosen: Role) -> [Choice] {
        Role.allCases.filter { $0 <= highest }.map {
            Choice(value: $0.rawValue, name: $0.title, words: $0.words, checked: $0 == min(chosen, highest))
        }
    }
}

extension Confirmation {
    /// The question before somebody is taken out.
    static func removing(_ person: Person, isSelf: Bool) -> Confirmation {
        Confirmation(
            title: isSelf ? "Remove yourself?" : "Remove \(person.user.name)?",
            consequences: [
                isSelf ? "You are signed out everywhere, at once." : "They are signed out everywhere, at once.",
                "Agents, providers and API keys stay with the organization.",
                "API keys that \(isSelf ? "you" : "they") know go on working until they are revoked.",
            ],
            action: "/settings/users/\(person.user.id)/remove", verb: "Remove", cancel: "/settings/users")
    }

    /// The question before an invitation is taken back.
    static func revoking(_ invitation: Invitation) -> Confirmation {
        Confirmation(
            title: "Take back the invitation of \(invitation.email)?",
            consequences: ["Its link is good for nothing from now on.", "The address can be invited again."],
            action: "/settings/users/invitations/\(invitation.id)/revoke", verb: "Take back",
            cancel: "/settings/users")
    }
}
