// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent start`.
struct AgentStart: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start agents; their provider's key is opened for them.",
        discussion: """
            EXAMPLES:
              ag2trust agent start support-1 --wait
              ag2trust agent start support-1 support-2

            An agent that runs elsewhere (runtime external) is running at once; what is printed is what to run it with:
              eval "$(ag2trust agent start my-agent)" && ./my-agent
            """)

    @Argument(help: ArgumentHelp("Names or ids.", valueName: "agent"), completion: .agents)
    var agents: [String]
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var token: TokenOptions
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(agents: agents)
        try await AgentTransition(
            api: api, output: connection.output, options: waiting, verb: .start, terms: token.request
        ).run(found)
    }
}

extension APIClient {
    /// Every one of these agents, before anything is done to the first.
    func find(agents references: [String]) async throws -> [AgentResponse] {
        var found: [AgentResponse] = []
        for reference in references {
            let agent = try await find(AgentResponse.self, reference)
            if !found.contains(where: { $0.id == agent.id }) { found.append(agent) }
        }
        return found
    }
}
