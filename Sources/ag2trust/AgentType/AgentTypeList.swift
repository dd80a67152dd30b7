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
            EXAMPLE:
              ag2trust agent-type list
            """)

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let none = "There are no agent types yet. Make one with `ag2trust agent-type create`."
        try connection.output.show(try await api.all(AgentTypeResponse.self), empty: none) { types in
            var table = Table("NAME", "SLUG", "PROVIDER", "MODEL", "ENDPOINT", "DELIVERY", "CHANGED")
            for type in types {
                table.add(
                    .init(type.name), .init(type.slug), .init(type.providerName), .init(type.model),
                    .init(type.endpointSlug), .init(type.delivery.rawValue), .init(HumanTime.relative(type.updatedAt)))
            }
            return table
        }
    }
}
