// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent stop`.
struct AgentStop: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop agents; what they were given to use is taken back.",
        discussion: """
            EXAMPLES:
              ag2trust agent stop support-1
              ag2trust agent stop --all --wait
            """)

    @Argument(help: ArgumentHelp("Names or ids.", valueName: "agent"), completion: .agents)
    var agents: [String] = []
    @Flag(help: "Every agent that runs.") var all = false
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if all != agents.isEmpty { throw ValidationError("Name the agents, or give --all.") }
    }

    func run(on api: APIClient) async throws {
        let found =
            all
            ? try await api.all(AgentResponse.self).value.filter { ![.stopped, .error].contains($0.knownState) }
            : try await api.find(agents: agents)
        guard !found.isEmpty else {
            return try connection.output.done(
                "No agent is running.", json: .object(["items": .array([]), "next_cursor": .null]))
        }
        try await AgentTransition(api: api, output: connection.output, options: waiting, verb: .stop).run(found)
    }
}
