// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent label`.
struct AgentLabel: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Set and take away an agent's labels.",
        discussion: """
            EXAMPLES:
              ag2trust agent label NAME environment=production team=payments
              ag2trust agent label NAME team-
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "agent"), completion: .agents)
    var agent: String
    @OptionGroup var labels: LabelArguments
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentResponse.self, agent)
        let changed = try labels.applied(to: found.labels)
        let answer: Answer<AgentResponse> = try await api.send(
            .patch, APIPath("agents", found.id.description), UpdateAgentRequest(labels: changed))
        try connection.output.show(answer) { $0.facts.lines }
    }
}
