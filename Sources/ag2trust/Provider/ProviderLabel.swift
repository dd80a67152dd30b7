// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust provider label`.
struct ProviderLabel: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Set and take away a provider's labels.",
        discussion: """
            EXAMPLES:
              ag2trust provider label NAME environment=production team=payments
              ag2trust provider label NAME team-
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "provider"), completion: .providers)
    var provider: String
    @OptionGroup var labels: LabelArguments
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(ProviderResponse.self, provider)
        let changed = try labels.applied(to: found.labels)
        let answer: Answer<ProviderResponse> = try await api.send(
            .patch, APIPath("providers", found.id.description), UpdateProviderRequest(labels: changed))
        try connection.output.show(answer) { $0.facts.lines }
    }
}
