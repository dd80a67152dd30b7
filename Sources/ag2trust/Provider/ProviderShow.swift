// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust provider show`.
struct ProviderShow: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one provider: its health, and what stands on it.",
        discussion: """
            EXAMPLE:
              ag2trust provider show "OpenAI Production"
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "provider"), completion: .providers)
    var provider: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(ProviderResponse.self, provider)
        let answer = try await api.fetch(ProviderResponse.self, found.id)
        let names = try await api.typeNames(in: answer.value.usePolicy)
        try connection.output.show(answer) { $0.facts(naming: names).lines }
    }
}
