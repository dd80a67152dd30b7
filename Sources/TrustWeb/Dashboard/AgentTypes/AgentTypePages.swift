// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension AgentType {
    var href: String { "/agent-types/\(id)" }
    /// Its own command as a shell would be given it; empty for the built-in agent.
    var commandLine: String { ShellWord.line(command) }
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
        var labels: LabelList?

        init(_ type: AgentType, provider: Provider?, agents: Int) {
            href = type.href
            name = type.name
            slug = type.slug
            self.provider = .to(provider)
            model = type.model
            endpoint = type.endpointSlug
            delivery = type.delivery.title
            self.agents = agents
            labels = LabelList(type.labels, path: "/agent-types")
        }
    }
    var rows: [Row]
    var isEmpty: Bool
    var hasProviders: Bool
    var filter: LabelFilterBar

    init(rows: [Row], hasProviders: Bool, filter: LabelFilterBar) {
        self.rows = rows
        self.filter = filter
        isEmpty = rows.isEmpty && !filter.isNarrowed
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
    var labels: LabelList?
    var command: CommandCard?
    /// Why its agents can't be started.
    var refusal: Banner?

    /// `origin` is where this server is reached, for the command to copy.
    init(
        _ type: AgentType, provider: Provider?, agents: [Agent], refusal: UseRefusal? = nil, mayApprove: Bool = false,
        origin: String, now: Timestamp
    ) {
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
        labels = LabelList(type.labels, path: "/agent-types")
        command = CommandCard(type, mayApprove: mayApprove)
        self.refusal = refusal.map { refusal in
            let action: Link? =
                refusal == .approval && mayApprove ? Link(href: type.href + "/approve", label: "Approve command") : nil
            return Banner(.warn, "Its agents can’t be started.", body: refusal.sentence, action: action)
        }
    }
}

/// A type's own command, and whether it may hold the key itself.
struct CommandCard {
    var line: String
    /// Since when it is approved; `nil` where it is not.
    var approved: Moment?
    var needsApproval: Bool
    /// Where the approval is taken away; `nil` for who may not, or where there is none.
    var disapprove: String?

    /// `nil` for the built-in agent.
    init?(_ type: AgentType, mayApprove: Bool) {
        guard !type.command.isEmpty else { return nil }
        line = type.commandLine
        approved = type.isApproved ? type.approval.map { .absolute($0.approvedAt) } : nil
        needsApproval = type.needsApproval
        disapprove = mayApprove && approved != nil ? type.href + "/disapprove" : nil
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
