// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent delete`.
struct AgentDelete: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete an agent.",
        discussion: """
            EXAMPLES:
              ag2trust agent delete support-1
              ag2trust agent delete support-1 --yes
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "agent"), completion: .agents)
    var agent: String
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentResponse.self, agent)
        try Question.confirm("This deletes the agent \(found.name).", name: found.name, yes: yes)
        try await api.perform(.delete, APIPath("agents", found.id.description))
        try connection.output.done(
            "Deleted \(found.name).", json: .object(["deleted": .string(found.id.description)]))
    }
}
