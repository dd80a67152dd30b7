// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent create`.
struct AgentCreate: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make an agent of a type; it does not run yet.",
        discussion: """
            EXAMPLE:
              ag2trust agent create support-1 --type Support
            """)

    @Argument(help: "What it is called.") var name: String
    @Option(help: ArgumentHelp("The agent type: name, slug or id.", valueName: "agent-type"), completion: .agentTypes)
    var type: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let type = try await api.find(AgentTypeResponse.self, type)
        let answer: Answer<AgentResponse> = try await api.send(
            .post, APIPath("agents"), CreateAgentRequest(name: name, agentTypeID: type.id))
        try connection.output.show(answer) { $0.facts.lines }
    }
}
