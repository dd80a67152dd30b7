// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust user list`.
struct UserList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the people, or the invitations.",
        discussion: """
            EXAMPLES:
              ag2trust user list
              ag2trust user list --invitations
            """)

    @Flag(help: "List the invitations instead.") var invitations = false
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        if invitations { return try await listInvitations(on: api) }
        let users: Answer<[MemberResponse]> = try await api.list(APIPath("users"))
        try connection.output.show(users, empty: "There are no users.") { users in
            var table = Table("E-MAIL", "NAME", "ROLE", "LAST SIGN-IN")
            for user in users {
                table.add(
                    .init(user.email), .init(user.name), .init(user.role.rawValue),
                    .init(HumanTime.relative(user.lastActiveAt)))
            }
            return table
        }
    }

    private func listInvitations(on api: APIClient) async throws {
        let none = "Nobody is invited. Invite someone with `ag2trust user invite`."
        let invitations: Answer<[InvitationResponse]> = try await api.list(APIPath("invitations"))
        try connection.output.show(invitations, empty: none) { invitations in
            var table = Table("E-MAIL", "ROLE", "STATE", "INVITED")
            for invitation in invitations {
                table.add(
                    .init(invitation.email), .init(invitation.role.rawValue), .init(invitation.state.rawValue),
                    .init(HumanTime.relative(invitation.createdAt)))
            }
            return table
        }
    }
}
