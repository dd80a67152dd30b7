// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust provider test`.
struct ProviderTest: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Try a provider's key at the provider.",
        discussion: """
            Lists the provider's models, which costs nothing. Ends with status 0 if the key works, 4 if it does not.

            EXAMPLE:
              ag2trust provider test "OpenAI Production"
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "provider"), completion: .providers)
    var provider: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(ProviderResponse.self, provider)
        let answer: Answer<ProviderTestResponse> = try await api.send(
            .post, APIPath("providers", found.id.description, "test"), EmptyBody())
        try connection.output.show(answer) { Self.lines(for: $0) }
        guard answer.value.health.isUsable else { throw ExitStatus.refused.exitCode }
    }

    private static func lines(for test: ProviderTestResponse) -> [String] {
        var facts = Facts()
        facts.add("Health", test.health.words, test.health.colour)
        if let message = test.health.message { facts.add("Message", message) }
        if let code = test.providerCode { facts.add("Provider's code", code) }
        facts.add("Took", HumanTime.duration(milliseconds: Double(test.durationMs)))
        facts.add("Models", test.models.joined(separator: ", "))
        return facts.lines + test.advice.map { "- " + Terminal.safe($0) }
    }
}
