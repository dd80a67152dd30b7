// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustAPI
import TrustCore

/// `ag2trust agent-type update`.
struct AgentTypeUpdate: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Change an agent type: only what is given changes.",
        discussion: """
            Running agents go on as they are and follow at their next start.

            EXAMPLES:
              ag2trust agent-type update Support --model gpt-4o-mini
              ag2trust agent-type update Support --provider "OpenAI 2026"
              ag2trust agent-type update Support --no-endpoint-slug --no-capabilities
            """)

    @Argument(help: ArgumentHelp("Name, slug or id.", valueName: "agent-type"), completion: .agentTypes)
    var agentType: String
    @Option(help: "Another name.") var name: String?
    @Option(help: ArgumentHelp("Another provider.", valueName: "provider"), completion: .providers)
    var provider: String?
    @Option(help: ArgumentHelp("Another model.", valueName: "model")) var model: String?
    @Flag(help: "Take the endpoint away.") var noEndpointSlug = false
    @Flag(help: "Take all tools away.") var noCapabilities = false
    @Flag(help: "Go back to the built-in agent.") var noCommand = false
    @OptionGroup(title: "What it is") var options: AgentTypeOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if noEndpointSlug, options.endpointSlug != nil {
            throw ValidationError("Give --endpoint-slug or --no-endpoint-slug, not both.")
        }
        if noCapabilities, !options.capabilities.isEmpty {
            throw ValidationError("Give --capability or --no-capabilities, not both.")
        }
    }

    func run(on api: APIClient) async throws {
        var request = UpdateAgentTypeRequest(
            name: name, slug: options.slug, systemPrompt: try options.systemPrompt(), model: model,
            endpointSlug: noEndpointSlug ? "" : options.endpointSlug,
            capabilities: noCapabilities ? [] : options.capabilities.isEmpty ? nil : options.capabilities,
            temperature: options.temperature, maxTokens: options.maxTokens, delivery: options.delivery,
            runtime: options.runtime, command: noCommand ? [] : options.command.isEmpty ? nil : options.command)
        let changesNothing = try JSONEncoder().encode(request) == JSONEncoder().encode(UpdateAgentTypeRequest())
        guard provider != nil || !changesNothing else {
            throw CommandError(.usage, "Say what is to change; `ag2trust help agent-type update` lists the options.")
        }
        let found = try await api.find(AgentTypeResponse.self, agentType)
        if let provider { request.providerID = try await api.find(ProviderResponse.self, provider).id }
        let answer: Answer<AgentTypeResponse> = try await api.send(
            .patch, APIPath("agent-types", found.id.description), request)
        try connection.output.show(answer) { $0.lines }
    }
}
