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
            EXAMPLES:
              ag2trust agent restart support-1 --wait
              ag2trust agent restart --label environment=test
            """)

    @Argument(help: ArgumentHelp("Names or ids.", valueName: "agent"), completion: .agents)
    var agents: [String] = []
    @OptionGroup var labels: LabelFilter
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var token: TokenOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if agents.isEmpty == labels.terms.isEmpty { throw ValidationError("Name the agents, or give --label.") }
    }

    func run(on api: APIClient) async throws {
        guard labels.terms.isEmpty else {
            return try await AgentTransition.act("restart", on: labels, api, connection.output, waits: !progress.noWait)
        }
        let found = try await api.find(agents: agents)
        try await AgentTransition(
            api: api, output: connection.output, options: waiting, verb: .restart, terms: token.request
        ).run(found)
    }
}
