// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent-type list`.
struct AgentTypeList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the agent types.",
        discussion: """
            EXAMPLES:
              ag2trust agent-type list --label environment=production
              ag2trust agent-type list
            """)

    @OptionGroup var labels: LabelFilter
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let none =
            labels.terms.isEmpty
            ? "There are no agent types yet. Make one with `ag2trust agent-type create`."
            : "There is none with these labels."
        try connection.output.show(try await api.all(AgentTypeResponse.self, labels), empty: none) { types in
            var table = Table("NAME", "SLUG", "PROVIDER", "MODEL", "ENDPOINT", "DELIVERY", "CHANGED", "LABELS")
            for type in types {
                table.add(
                    .init(type.name), .init(type.slug), .init(type.providerName), .init(type.model),
                    .init(type.endpointSlug), .init(type.delivery.rawValue), .init(HumanTime.relative(type.updatedAt)),
                    .init(Labels.shown(type.labels)))
            }
            return table
        }
    }
}
