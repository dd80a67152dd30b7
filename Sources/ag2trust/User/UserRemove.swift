// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust user remove`.
struct UserRemove: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take somebody out of the organization, at once.",
        discussion: """
            What they made stays; API keys that they know go on working until they are revoked.

            EXAMPLES:
              ag2trust user remove ada@example.com
              ag2trust user remove ada@example.com --yes
            """)

    @Argument(help: ArgumentHelp("E-mail address or id.", valueName: "user"), completion: .users)
    var user: String
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.findUser(user)
        try Question.confirm(
            "This takes \(found.name) (\(found.email)) out of the organization.", name: found.email, yes: yes)
        try await api.perform(.delete, APIPath("users", found.id.description))
        try connection.output.done(
            "Removed \(found.email).", json: .object(["removed": .string(found.id.description)]))
    }
}
