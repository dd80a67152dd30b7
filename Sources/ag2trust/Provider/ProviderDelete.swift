// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust provider delete`.
struct ProviderDelete: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a provider and its key.",
        discussion: """
            The key is destroyed and can't be brought back. A provider that agents use, or that agent types name, \
            can't be deleted: stop or reassign them first (they are listed then, and the status is 4).

            EXAMPLES:
              ag2trust provider delete openai-development
              ag2trust provider delete openai-development --yes
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "provider"), completion: .providers)
    var provider: String
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(ProviderResponse.self, provider)
        try Question.confirm("This destroys the key of \(found.name).", name: found.name, yes: yes)
        try await api.perform(.delete, APIPath("providers", found.id.description))
        try connection.output.done(
            "Deleted \(found.name).", json: .object(["deleted": .string(found.id.description)]))
    }
}
