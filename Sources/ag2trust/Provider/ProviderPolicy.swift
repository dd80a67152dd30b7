// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust provider policy`.
struct ProviderPolicy: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Say which agent types may use a provider, and how its key reaches them.",
        discussion: """
            What is not said is not bound. Running agents keep what they have until they stop. For owners and admins.

            EXAMPLES:
              ag2trust provider policy openai-production --delivery leased
              ag2trust provider policy openai-production --type support --type sales
              ag2trust provider policy openai-production --open
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "provider"), completion: .providers)
    var provider: String
    @Option(
        name: .customLong("type"),
        help: ArgumentHelp(
            "Keep it for this agent type; may be given several times.", valueName: "agent-type"),
        completion: .agentTypes)
    var types: [String] = []
    @Option(
        name: .customLong("delivery"),
        help: ArgumentHelp("Allow this delivery; may be given twice.", valueName: "delivery"))
    var deliveries: [CredentialDelivery] = []
    @Flag(help: "Every agent type, in every delivery.") var open = false
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard open == (types.isEmpty && deliveries.isEmpty) else {
            throw ValidationError("Give --type and --delivery, or --open.")
        }
    }

    func run(on api: APIClient) async throws {
        let found = try await api.find(ProviderResponse.self, provider)
        var ids: [AgentTypeID] = []
        for type in types { ids.append(try await api.find(AgentTypeResponse.self, type).id) }
        let policy = UsePolicyBody(
            agentTypes: ids.isEmpty ? nil : ids,
            deliveries: deliveries.isEmpty ? CredentialDelivery.allCases : deliveries)
        let answer: Answer<ProviderResponse> = try await api.send(
            .patch, APIPath("providers", found.id.description), UpdateProviderRequest(usePolicy: policy))
        let names = try await api.typeNames(in: answer.value.usePolicy)
        try connection.output.show(answer) { $0.facts(naming: names).lines }
    }
}
