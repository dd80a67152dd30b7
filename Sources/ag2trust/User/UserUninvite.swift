// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust user uninvite`.
struct UserUninvite: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninvite",
        abstract: "Take an invitation back; its link is good for nothing from then on.",
        discussion: """
            EXAMPLE:
              ag2trust user uninvite ada@example.com
            """)

    @Argument(help: ArgumentHelp("E-mail address, or the invitation's id.", valueName: "invitation"))
    var invitation: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let all: [InvitationResponse] = try await api.list(APIPath("invitations")).value
        let open = all.filter { $0.state != .accepted }
        let (email, id) = (invitation.lowercased(), InvitationID(invitation))
        guard let found = open.first(where: { $0.email == email || $0.id == id }) else {
            throw CommandError(
                .notFound, "Nobody is invited as \"\(invitation)\". See `ag2trust user list --invitations`.")
        }
        try await api.perform(.delete, APIPath("invitations", found.id.description))
        try connection.output.done(
            "Took back the invitation of \(found.email).",
            json: .object(["taken_back": .string(found.id.description)]))
    }
}
