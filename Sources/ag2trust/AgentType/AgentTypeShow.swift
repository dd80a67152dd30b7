// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent-type show`.
struct AgentTypeShow: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one agent type with its system prompt.",
        discussion: """
            EXAMPLE:
              ag2trust agent-type show Support
            """)

    @Argument(help: ArgumentHelp("Name, slug or id.", valueName: "agent-type"), completion: .agentTypes)
    var agentType: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentTypeResponse.self, agentType)
        try connection.output.show(try await api.fetch(AgentTypeResponse.self, found.id)) { $0.lines }
    }
}
