// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust provider list`.
struct ProviderList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the providers.",
        discussion: """
            EXAMPLES:
              ag2trust provider list --label environment=production
              ag2trust provider list
              ag2trust provider list --json | jq -r '.items[].name'
            """)

    @OptionGroup var labels: LabelFilter
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let none =
            labels.terms.isEmpty
            ? "There are no providers yet. Add one with `ag2trust provider add`."
            : "There is none with these labels."
        try connection.output.show(try await api.all(ProviderResponse.self, labels), empty: none) { providers in
            var table = Table("NAME", "TYPE", "KEY", "HEALTH", "CHECKED", "AGENTS", "TYPES", "USE CASE", "LABELS")
            for provider in providers {
                table.add(
                    .init(provider.name), .init(provider.type.displayName), .init(provider.shownKey),
                    .init(provider.health.words, provider.health.colour),
                    .init(HumanTime.relative(provider.health.checkedAt)), "\(provider.inUse.agents.count)",
                    "\(provider.inUse.agentTypes.count)", .init(provider.useCase), .init(Labels.shown(provider.labels)))
            }
            return table
        }
    }
}
