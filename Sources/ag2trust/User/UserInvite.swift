// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust user invite`.
struct UserInvite: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Make a link that lets one person in; it is shown this once.",
        discussion: """
            No mail is sent: send the link yourself, in private. It is good for seven days.

            EXAMPLES:
              ag2trust user invite ada@example.com --role member
              ag2trust user invite ada@example.com --role member --quiet
              ag2trust user invite ada@example.com --again
            """)

    @Argument(help: "The e-mail address.") var email: String
    @Option(help: "What they may do.") var role: Role?
    @Flag(help: "A new link for somebody who is invited already; the old one ends.") var again = false
    @Flag(help: "Print the link and nothing else.") var quiet = false
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if (role == nil) != again { throw ValidationError("Give --role, or --again for a new link.") }
        if quiet, connection.json { throw ValidationError("Give --quiet or --json, not both.") }
    }

    func run(on api: APIClient) async throws {
        let answer = try await invitation(on: api)
        guard let link = answer.value.link else {
            throw CommandError(.failure, "The server made the invitation but did not show its link.")
        }
        if quiet { return print(Terminal.safe(link)) }
        try connection.output.show(answer) { invitation in
            var facts = Facts()
            facts.add("E-mail", invitation.email)
            facts.add("Role", invitation.role.rawValue)
            facts.add("Link", link, .heading)
            return facts.lines
        }
        StandardError.line("Send the link now: it is not shown again, and good for seven days.")
    }

    private func invitation(on api: APIClient) async throws -> Answer<InvitationResponse> {
        if let role {
            return try await api.send(
                .post, APIPath("invitations"), CreateInvitationRequest(email: email, role: role))
        }
        let all: [InvitationResponse] = try await api.list(APIPath("invitations")).value
        guard let found = all.first(where: { $0.email == email.lowercased() && $0.state != .accepted }) else {
            throw CommandError(
                .notFound, "There is no open invitation of \(email). See `ag2trust user list --invitations`.")
        }
        return try await api.send(.post, APIPath("invitations", found.id.description, "resend"), EmptyBody())
    }
}
