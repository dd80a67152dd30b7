// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust provider`: the keys of LLM providers.
struct ProviderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provider",
        abstract: "Providers: the keys of OpenAI and Anthropic, each under a name.",
        discussion: "A provider is meant by its name or its id.",
        subcommands: [
            ProviderList.self, ProviderShow.self, ProviderAdd.self, ProviderRename.self, ProviderTest.self,
            ProviderPolicy.self, ProviderLabel.self, ProviderPause.self, ProviderResume.self, ProviderReassign.self,
            ProviderDelete.self,
        ])
}

extension ProviderType: ExpressibleByArgument {}

extension HealthResponse {
    /// The state in words.
    var words: String { state.replacing("_", with: " ") }

    /// Whether calls with the key can be expected to work.
    var isUsable: Bool { state == "works" || state == "restricted" }

    var colour: Terminal.Colour {
        switch state {
        case "works": .good
        case "restricted", "rate_limited", "unreachable": .waiting
        case "not_tested": .dim
        default: .bad
        }
    }
}

extension ProviderResponse {
    /// `…a1b2`, as far as the key's end may be shown.
    var shownKey: String? { keyHint.map { "…" + $0 } }

    var facts: Facts { facts(naming: [:]) }

    /// `names` are those of the agent types that its use policy keeps it for; ids stand for those that are missing.
    func facts(naming names: [AgentTypeID: String]) -> Facts {
        let kept = usePolicy.agentTypes.map { ids in ids.map { names[$0] ?? $0.description }.sorted() }
        var facts = Facts()
        facts.add("Name", name)
        facts.add("Id", id.description)
        facts.add("Type", type.displayName)
        facts.add("Base URL", baseURL ?? type.defaultBaseURL)
        facts.add("Key", shownKey)
        facts.add("Use case", useCase)
        facts.add("Labels", Labels.shown(labels))
        facts.add("Kept for", kept.map { $0.isEmpty ? "nobody" : $0.joined(separator: ", ") } ?? "every agent type")
        facts.add("Delivery", usePolicy.deliveries.map(\.rawValue).joined(separator: " or "))
        if let pausedAt { facts.add("Paused", HumanTime.relative(pausedAt), .waiting) }
        facts.add("Health", health.words, health.colour)
        facts.add("Checked", HumanTime.relative(health.checkedAt))
        if let message = health.message { facts.add("Message", message) }
        facts.add("Used by agents", inUse.agents.map(\.name).joined(separator: ", "))
        facts.add("Used by types", inUse.agentTypes.map(\.name).joined(separator: ", "))
        facts.add("Added", HumanTime.relative(createdAt))
        facts.add("Changed", HumanTime.relative(updatedAt))
        return facts
    }
}

extension APIClient {
    /// The slugs of the agent types that a provider is kept for.
    func typeNames(in policy: UsePolicyBody) async throws -> [AgentTypeID: String] {
        guard let kept = policy.agentTypes, !kept.isEmpty else { return [:] }
        let types = try await all(AgentTypeResponse.self).value
        return Dictionary(types.map { ($0.id, $0.slug) }, uniquingKeysWith: { first, _ in first })
    }
}
