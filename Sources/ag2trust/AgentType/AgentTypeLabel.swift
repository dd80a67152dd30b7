// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent-type label`.
struct AgentTypeLabel: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Set and take away an agent type's labels.",
        discussion: """
            EXAMPLES:
              ag2trust agent-type label NAME environment=production team=payments
              ag2trust agent-type label NAME team-
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "agent-type"), completion: .agentTypes)
    var agentType: String
    @OptionGroup var labels: LabelArguments
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentTypeResponse.self, agentType)
        let changed = try labels.applied(to: found.labels)
        let answer: Answer<AgentTypeResponse> = try await api.send(
            .patch, APIPath("agent-types", found.id.description), UpdateAgentTypeRequest(labels: changed))
        try connection.output.show(answer) { $0.lines }
    }
}
