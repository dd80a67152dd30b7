// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent show`.
struct AgentShow: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one agent.",
        discussion: """
            EXAMPLE:
              ag2trust agent show support-1
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "agent"), completion: .agents)
    var agent: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentResponse.self, agent)
        try connection.output.show(try await api.fetch(AgentResponse.self, found.id)) { $0.facts.lines }
    }
}
