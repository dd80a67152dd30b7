// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent-type delete`.
struct AgentTypeDelete: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete an agent type.",
        discussion: """
            One that still has agents can't be deleted: delete them first.

            EXAMPLES:
              ag2trust agent-type delete Support
              ag2trust agent-type delete Support --yes
            """)

    @Argument(help: ArgumentHelp("Name, slug or id.", valueName: "agent-type"), completion: .agentTypes)
    var agentType: String
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentTypeResponse.self, agentType)
        try Question.confirm("This deletes the agent type \(found.name).", name: found.name, yes: yes)
        try await api.perform(.delete, APIPath("agent-types", found.id.description))
        try connection.output.done(
            "Deleted \(found.name).", json: .object(["deleted": .string(found.id.description)]))
    }
}
