// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent list`.
struct AgentList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the agents and their states.",
        discussion: """
            EXAMPLES:
              ag2trust agent list --label environment=production
              ag2trust agent list
              ag2trust agent list --json | jq -r '.items[] | select(.state == "error") | .name'
            """)

    @OptionGroup var labels: LabelFilter
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let none =
            labels.terms.isEmpty
            ? "There are no agents yet. Make one with `ag2trust agent create`."
            : "There is none with these labels."
        try connection.output.show(try await api.all(AgentResponse.self, labels), empty: none) { agents in
            var table = Table("NAME", "TYPE", "STATE", "SINCE", "DELIVERY", "ISOLATION", "LABELS", "REASON")
            for agent in agents {
                table.add(
                    .init(agent.name), .init(agent.agentTypeName), .init(agent.state, agent.colour),
                    .init(HumanTime.relative(agent.stateChangedAt)), .init(agent.delivery.rawValue),
                    .init(agent.isolationWord, agent.isolationColour), .init(Labels.shown(agent.effectiveLabels)),
                    .init(agent.stateReason))
            }
            return table
        }
    }
}
