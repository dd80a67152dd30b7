// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent-type approve`.
struct AgentTypeApprove: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Let a type's own command hold the provider's key itself.",
        discussion: """
            The approval is for the command and the delivery as they are: a change of either takes it away. For owners \
            and admins.

            EXAMPLE:
              ag2trust agent-type approve Reports
            """)

    @Argument(help: ArgumentHelp("Name, slug or id.", valueName: "agent-type"), completion: .agentTypes)
    var agentType: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentTypeResponse.self, agentType)
        let answer: Answer<AgentTypeResponse> = try await api.send(
            .post, APIPath("agent-types", found.id.description, "approval"), EmptyBody())
        try connection.output.show(answer) { $0.facts.lines }
    }
}

/// `ag2trust agent-type disapprove`.
struct AgentTypeDisapprove: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "disapprove",
        abstract: "Take an approval away; running agents go on until they stop.",
        discussion: """
            EXAMPLE:
              ag2trust agent-type disapprove Reports
            """)

    @Argument(help: ArgumentHelp("Name, slug or id.", valueName: "agent-type"), completion: .agentTypes)
    var agentType: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentTypeResponse.self, agentType)
        try await api.perform(.delete, APIPath("agent-types", found.id.description, "approval"))
        try connection.output.done(
            "\(found.name) is not approved any more.", json: .object(["disapproved": .string(found.id.description)]))
    }
}
