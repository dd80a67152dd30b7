// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust provider rename`.
struct ProviderRename: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: "Give a provider another name, or another use case.",
        discussion: """
            EXAMPLES:
              ag2trust provider rename "OpenAI Production" openai-production
              ag2trust provider rename openai-dev openai-test --use-case "Trying things"
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "provider"), completion: .providers)
    var provider: String
    @Argument(help: "The new name.") var newName: String
    @Option(help: ArgumentHelp("What it is for; an empty text takes it away.", valueName: "text"))
    var useCase: String?
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(ProviderResponse.self, provider)
        let answer: Answer<ProviderResponse> = try await api.send(
            .patch, APIPath("providers", found.id.description), UpdateProviderRequest(name: newName, useCase: useCase))
        try connection.output.show(answer) { $0.facts.lines }
    }
}
