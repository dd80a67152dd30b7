// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent restart`.
struct AgentRestart: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract: "Stop agents and start them again, with their type as it is now.",
        discussion: """
            EXAMPLE:
              ag2trust agent restart support-1 --wait
            """)

    @Argument(help: ArgumentHelp("Names or ids.", valueName: "agent"), completion: .agents)
    var agents: [String]
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var token: TokenOptions
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(agents: agents)
        try await AgentTransition(
            api: api, output: connection.output, options: waiting, verb: .restart, terms: token.request
        ).run(found)
    }
}
