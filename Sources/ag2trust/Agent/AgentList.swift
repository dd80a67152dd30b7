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
              ag2trust agent list
              ag2trust agent list --json | jq -r '.items[] | select(.state == "error") | .name'
            """)

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let none = "There are no agents yet. Make one with `ag2trust agent create`."
        try connection.output.show(try await api.all(AgentResponse.self), empty: none) { agents in
            var table = Table("NAME", "TYPE", "STATE", "SINCE", "DELIVERY", "ISOLATION", "REASON")
            for agent in agents {
                table.add(
                    .init(agent.name), .init(agent.agentTypeName), .init(agent.state, agent.colour),
                    .init(HumanTime.relative(agent.stateChangedAt)), .init(agent.delivery.rawValue),
                    .init(agent.isolationWord, agent.isolationColour), .init(agent.stateReason))
            }
            return table
        }
    }
}
