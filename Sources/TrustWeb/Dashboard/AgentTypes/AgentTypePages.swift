// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension AgentType {
    var href: String { "/agent-types/\(id)" }
    var toolWords: String {
        let tools = capabilities.tools.map(\.rawValue)
        return tools.isEmpty ? "None" : tools.joined(separator: ", ")
    }
}

/// Agent Types.
struct AgentTypesPage {
    struct Row {
        var href: String
        var name: String
        var slug: String
        var provider: Link
        var model: String
        var endpoint: String?
        var delivery: String
        var agents: Int

        init(_ type: AgentType, provider: Provider?, agents: Int) {
            href = type.href
            name = type.name
            slug = type.slug
            self.provider = .to(provider)
            model = type.model
            endpoint = type.endpointSlug
            delivery = type.delivery.title
            self.agents = agents
        }
    }
    var rows: [Row]
    var isEmpty: Bool
    var hasProviders: Bool

    init(rows: [Row], hasProviders: Bool) {
        self.rows = rows
        isEmpty = rows.isEmpty
        self.hasProviders = hasProviders
    }
}

extension Link {
    static func to(_ provider: Provider?) -> Link {
        provider.map { Link(href: $0.href, label: $0.name) } ?? Link(href: "/settings/providers", label: "–")
    }
}

/// Agent Types > a type.
struct AgentTypePage {
    struct AgentEntry {
        var href: String
        var name: String
        var status: StatusLabel
    }
    var id: String
    var href: String
    var name: String
    var prompt: String
    var provider: Link
    var model: String
    var tools: String
    var temperature: String
    var maxTokens: String
    var endpoint: String?
    var ask: String?
    var delivery: String
    var deliveryWords: String
    var runtime: String
    var updated: Moment
    var agents: [AgentEntry]
    var hasAgents: Bool

    /// `origin` is where this server is reached, for the command to copy.
    init(_ type: AgentType, provider: Provider?, agents: [Agent], origin: String, now: Timestamp) {
        id = type.id.description
        href = type.href
        name = type.name
        prompt = type.systemPrompt
        self.provider = .to(provider)
        model = type.model
        tools = type.toolWords
        temperature = type.temperature.map { DecimalText.write($0) } ?? "The model’s default"
        maxTokens = type.maxTokens.map(Figure.grouped) ?? "The model’s default"
        endpoint = type.endpointSlug.map { "/api/v1/ask/\($0)" }
        ask = endpoint.map {
            "curl \(origin)\($0) -H \"X-API-Key: $AG2TRUST_API_KEY\" -H 'Content-Type: application/json' "
                + "-d '{\"content\":\"Hello\"}'"
        }
        delivery = type.delivery.title
        deliveryWords = type.delivery.words
        runtime = type.runtime.words
        updated = .absolute(type.updatedAt)
        self.agents = agents.map { AgentEntry(href: $0.href, name: $0.name, status: $0.label(now: now)) }
        hasAgents = !agents.isEmpty
    }
}

extension Confirmation {
    /// The question before an agent type goes, or why it can't yet.
    static func deleting(_ type: AgentType, agents: [ProviderUse.Entry], error: String? = nil) -> Confirmation {
        let blocked =
            agents.isEmpty
            ? nil
            : Blocked(
                words: "It still has agents. Delete them first.",
                groups: [Group(label: "Agents", links: agents.map { Link(href: "/agents/\($0.id)", label: $0.name) })])
        return Confirmation(
            title: blocked == nil ? "Delete \(type.name)?" : "\(type.name) can’t be deleted yet",
            consequences: ["No agent can be made of it any more.", "Its endpoint stops answering."],
            typed: Typed(name: type.name, error: error), blocked: blocked, action: type.href + "/delete",
            verb: "Delete agent type", cancel: type.href)
    }
}
