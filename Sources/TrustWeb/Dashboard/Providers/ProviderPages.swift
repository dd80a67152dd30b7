// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Settings > Providers.
struct ProvidersPage {
    struct Row {
        var href: String
        var name: String
        var useCase: String?
        var mark: String
        var markClass: String
        var type: String
        var keyHint: String
        var health: StatusLabel
        var usedBy: String
        var calls: Figure
        var tokens: Figure
        var cost: Figure
        var labels: LabelList?
        var paused: Bool

        init(_ provider: Provider, use: ProviderUse, statistics: AgentStatistics, now: Timestamp) {
            href = provider.href
            name = provider.name
            useCase = provider.useCase
            mark = provider.type.mark
            markClass = provider.type.markClass
            type = provider.type.displayName
            keyHint = provider.keyHintText
            health = provider.health.label(now: now, since: provider.createdAt)
            usedBy = use.words
            calls = .count(statistics.calls)
            tokens = .tokens(statistics.usage.total)
            cost = .cost(of: statistics)
            labels = LabelList(provider.labels, path: "/settings/providers")
            paused = provider.pausedAt != nil
        }
    }
    var rows: [Row]
    var isEmpty: Bool
    var filter: LabelFilterBar

    init(rows: [Row], filter: LabelFilterBar) {
        self.rows = rows
        self.filter = filter
        isEmpty = rows.isEmpty && !filter.isNarrowed
    }
}

/// Settings > Providers > a provider.
struct ProviderPage {
    var id: String
    var href: String
    var name: String
    var type: String
    var bestFor: String
    var mark: String
    var markClass: String
    var keyHint: String
    var baseURL: String
    var useCase: String?
    var health: StatusLabel
    var healthMessage: String?
    var checked: Moment?
    var created: Moment
    var trial: Banner?
    var stats: [Stat]
    var agents: [Link]
    var hasAgents: Bool
    var agentTypes: [Link]
    var hasAgentTypes: Bool
    var isUsed: Bool
    var custody: CustodyCard
    var nameField: Field
    var useCaseField: Field
    /// Which version is shown, for its form.
    var version: String
    var labels: LabelList?
    var labelFields: LabelFields
    var pausedAt: Moment?
    var policy: UsePolicyCard

    /// `policyTypes` are those that its use policy may name; `typed` is what was typed into the fields, where it was refused.
    init(
        _ provider: Provider, use: ProviderUse, statistics: AgentStatistics, policyTypes: [AgentType] = [],
        mayChange: Bool = true, trial: KeyTrial? = nil, typedVersion: String? = nil,
        typed: (name: String, useCase: String, labels: [String: String])? = nil, errors: [String: String] = [:],
        now: Timestamp
    ) {
        id = provider.id.description
        href = provider.href
        name = provider.name
        type = provider.type.displayName
        bestFor = provider.type.bestFor
        mark = provider.type.mark
        markClass = provider.type.markClass
        keyHint = provider.keyHintText
        baseURL = provider.effectiveBaseURL
        useCase = provider.useCase
        health = provider.health.label(now: now, since: provider.createdAt)
        healthMessage = provider.health.message
        checked = provider.health.checkedAt.map { .ago($0, now: now) }
        created = .absolute(provider.createdAt)
        self.trial = trial?.banner
        stats = [
            Stat("Calls", .count(statistics.calls)),
            Stat("Tokens", .tokens(statistics.usage.total)),
            Stat(
                "Average response time",
                statistics.averageResponseTime.map { .duration(microseconds: $0) }
                    ?? .unknown("No call has completed in this time.")),
            Stat("Errors", .count(statistics.errors)),
            Stat("Spend, estimated", .cost(of: statistics)),
        ]
        agents = use.agents.map { Link(href: "/agents/\($0.id)", label: $0.name) }
        hasAgents = !agents.isEmpty
        agentTypes = use.agentTypes.map { Link(href: "/agent-types/\($0.id)", label: $0.name) }
        hasAgentTypes = !agentTypes.isEmpty
        isUsed = !use.isEmpty
        custody = .ofProvider(use: use)
        nameField = Field(
            id: "provider-name", name: "name", label: "Name", value: typed?.name ?? provider.name,
            error: errors["name"])
        version = typedVersion ?? provider.version.text
        useCaseField = Field(
            id: "provider-use-case", name: "use_case", label: "Use case",
            value: typed?.useCase ?? provider.useCase, placeholder: "Production agents", required: false,
            error: errors["use_case"])
        labels = LabelList(provider.labels, path: "/settings/providers")
        labelFields = LabelFields(
            typed?.labels ?? LabelFields.values(of: provider.labels, keys: LabelFields.keysBesideUseCase),
            keys: LabelFields.keysBesideUseCase, error: errors["labels"])
        pausedAt = provider.pausedAt.map { .absolute($0) }
        policy = UsePolicyCard(provider, types: policyTypes, mayChange: mayChange)
    }
}

extension CustodyCard {
    /// Where a provider's key is.
    static func ofProvider(use: ProviderUse) -> CustodyCard {
        CustodyCard(facts: [
            Fact(
                "At rest", "Sealed with AES-256-GCM, under a data key of its own.",
                "The data key is wrapped by this installation’s local master key."),
            use.agents.isEmpty
                ? Fact("In use", "No agent holds it now: it is nowhere in the clear.")
                : Fact(
                    "In use",
                    use.agents.count == 1
                        ? "Opened for 1 agent, from its start to its stop:"
                        : "Opened for \(use.agents.count) agents, each from its start to its stop:",
                    links: use.agents.map { Link(href: "/agents/\($0.id)", label: $0.name) }),
            Fact(
                "Opened when",
                "An agent starts, the gateway first serves a leased one, or a person presses Test. "
                    + "Each opening is recorded in the audit log first."),
            Fact("Never", "In a file, a log or an argument, and never shown again here."),
        ])
    }
}

extension Provider {
    var href: String { "/settings/providers/\(id)" }
    /// The pages on which it is freed of what stands on it.
    var waysOut: [Link] {
        [Link(href: href + "/stop-all", label: "Stop all"), Link(href: href + "/reassign", label: "Reassign all")]
    }
    var keyHintText: String { keyHint.map { "…" + $0 } ?? "hidden" }
}

extension ProviderUse {
    /// `2 agents, 1 type`.
    var words: String {
        let agentWords = agents.isEmpty ? nil : agents.count == 1 ? "1 agent" : "\(agents.count) agents"
        let typeWords = agentTypes.isEmpty ? nil : agentTypes.count == 1 ? "1 type" : "\(agentTypes.count) types"
        let words = [agentWords, typeWords].compactMap { $0 }
        return words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }

    /// What stands on it, with links, for the page that says why it can't be deleted.
    var groups: [Confirmation.Group] {
        [
            Confirmation.Group(
                label: "Agents: stop them first",
                links: agents.map { Link(href: "/agents/\($0.id)", label: $0.name) }),
            Confirmation.Group(
                label: "Agent types: give them another provider, or delete them",
                links: agentTypes.map { Link(href: "/agent-types/\($0.id)", label: $0.name) }),
        ].filter { !$0.links.isEmpty }
    }
}

extension Confirmation {
    /// The question before a provider goes, or why it can't.
    static func deleting(_ provider: Provider, use: ProviderUse, error: String? = nil) -> Confirmation {
        let blocked =
            use.isEmpty
            ? nil
            : Blocked(
                words: "It is in use. Stop or reassign what stands on it, then delete it.", groups: use.groups,
                ways: provider.waysOut)
        return Confirmation(
            title: blocked == nil ? "Delete \(provider.name)?" : "\(provider.name) can’t be deleted yet",
            consequences: [
                "Its key is destroyed here; it can’t be brought back.",
                "At \(provider.type.displayName) the key stays valid until you revoke it there.",
                "Past usage stays in the statistics.",
            ],
            typed: Typed(name: provider.name, error: error), blocked: blocked, action: provider.href + "/delete",
            verb: "Delete provider", cancel: provider.href)
    }
}
