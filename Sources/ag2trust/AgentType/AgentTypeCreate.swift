// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent-type create`.
struct AgentTypeCreate: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make an agent type.",
        discussion: """
            EXAMPLES:
              ag2trust agent-type create Support --provider "OpenAI Production" \\
                --model gpt-4o --prompt "You answer." --endpoint-slug support
              ag2trust agent-type create Reviewer --provider anthropic-complex \\
                --model claude-sonnet-4-20250514 --prompt-file reviewer.md \\
                --capability code_review --delivery leased
            """)

    @Argument(help: "What it is called.") var name: String
    @Option(help: ArgumentHelp("The provider that its agents use.", valueName: "provider"), completion: .providers)
    var provider: String
    @Option(help: ArgumentHelp("The model, as the provider calls it.", valueName: "model")) var model: String
    @OptionGroup var labels: NewLabels
    @OptionGroup(title: "What it is") var options: AgentTypeOptions
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        guard let prompt = try options.systemPrompt() else {
            throw CommandError(.usage, "Give its instructions with --prompt or --prompt-file.")
        }
        let request = CreateAgentTypeRequest(
            name: name, slug: options.slug, systemPrompt: prompt,
            providerID: try await api.find(ProviderResponse.self, provider).id, model: model,
            endpointSlug: options.endpointSlug, capabilities: options.capabilities.isEmpty ? nil : options.capabilities,
            temperature: options.temperature, maxTokens: options.maxTokens, delivery: options.delivery,
            runtime: options.runtime, command: options.command.isEmpty ? nil : options.command,
            labels: try labels.labels())
        let answer: Answer<AgentTypeResponse> = try await api.send(.post, APIPath("agent-types"), request)
        try connection.output.show(answer) { $0.lines }
    }
}
