// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust key revoke`.
struct KeyRevoke: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke an API key; it stops working at once.",
        discussion: """
            EXAMPLES:
              ag2trust key revoke CI
              ag2trust key revoke CI --yes
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "key"), completion: .apiKeys)
    var key: String
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(APIKeyResponse.self, key)
        try Question.confirm("This ends \(found.name) (\(found.prefix)…) for good.", name: found.name, yes: yes)
        try await api.perform(.delete, APIPath("keys", found.id.description))
        try connection.output.done(
            "Revoked \(found.name).", json: .object(["revoked": .string(found.id.description)]))
    }
}
