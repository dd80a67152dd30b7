// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent logs`.
struct AgentLogs: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print the last part of an agent's output.",
        discussion: """
            EXAMPLE:
              ag2trust agent logs support-1 | tail -20
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "agent"), completion: .agents)
    var agent: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentResponse.self, agent)
        let answer: Answer<LogsResponse> = try await api.get(APIPath("agents", found.id.description, "logs"))
        try connection.output.show(answer, text: \.text)
    }
}
