// SPDX-License-Identifier: Apache-2.0
import TrustControl
import TrustCore

/// Overview: is anything wrong, what does it cost, what is running.
struct OverviewPage {
    struct AgentEntry {
        var href: String
        var name: String
        var typeName: String
        var status: StatusLabel
        var tokens: Figure
        var cost: Figure
    }
    struct ProviderEntry {
        var href: String
        var name: String
        var type: String
        var mark: String
        var markClass: String
        var health: StatusLabel
    }
    struct Step {
        var title: String
        var words: String
        var done: Bool
        var tone: String
        var icon: String
        var link: Link?
        /// A button that says that it is done, where nothing but a person can know.
        var confirms: Bool
    }
    struct ChecklistCard {
        var steps: [Step]
        var done: Int
        var count: Int
        var canDismiss: Bool
    }
    var primary: Link?
    var troubles: [Banner]
    var hasTroubles: Bool
    var allWell: Banner?
    var checklist: ChecklistCard?
    var stats: [Stat]
    var hasStats: Bool
    var agents: [AgentEntry]
    var hasAgents: Bool
    var providers: [ProviderEntry]

    /// `statistics` are each agent's last 24 hours; `mayManage` whether the reader can say what only a person knows.
    init(
        providers: [Provider], types: [AgentType], agents: [Agent], statistics: [AgentID: AgentStatistics],
        checklist: Checklist, mayManage: Bool = true, keyService: KeyServiceReport? = nil, now: Timestamp
    ) {
        troubles =
            (keyService.map(Self.troubles(of:)) ?? []) + Self.troubles(providers: providers, agents: agents, now: now)
        hasTroubles = !troubles.isEmpty
        let steps = Self.steps(checklist, agents: agents, mayManage: mayManage)
        self.checklist =
            checklist.isComplete || checklist.isDismissed
            ? nil
            : ChecklistCard(
                steps: steps, done: checklist.done.count, count: steps.count, canDismiss: mayManage)
        allWell = troubles.isEmpty && self.checklist == nil ? Banner(.good, "Nothing is wrong.") : nil
        primary = types.isEmpty ? nil : Link(href: "/agents/new", label: "Create agent")
        let total = AgentStatistics.sum(statistics.values)
        let running = Int64(agents.count { $0.state == .running })
        hasStats = !agents.isEmpty
        stats = [
            Stat("Running agents", .count(running), note: "of \(Figure.grouped(Int64(agents.count)))"),
            Stat("Cost, 24 h, estimated", .cost(of: total)),
            Stat("Tokens, 24 h", .tokens(total.usage.total)),
            Stat("Calls, 24 h", .count(total.calls)),
            Stat("Errors, 24 h", .count(total.errors)),
        ]
        let names = Dictionary(types.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        self.agents = agents.sorted { Self.rank($0) < Self.rank($1) }.prefix(8).map { agent in
            let figures = statistics[agent.id] ?? .sum([])
            return AgentEntry(
                href: agent.href, name: agent.name, typeName: names[agent.type] ?? "–",
                status: agent.label(now: now), tokens: .tokens(figures.usage.total), cost: .cost(of: figures))
        }
        hasAgents = !agents.isEmpty
        self.providers = providers.prefix(8).map {
            ProviderEntry(
                href: $0.href, name: $0.name, type: $0.type.displayName, mark: $0.type.mark,
                markClass: $0.type.markClass, health: $0.health.label(now: now, since: $0.createdAt))
        }
    }

    /// What is wrong comes first, then what runs.
    private static func rank(_ agent: Agent) -> Int {
        switch agent.state {
        case .error, .unknown: 0
        case .starting, .stopping: 1
        case .running: 2
        case .stopped: 3
        }
    }

    private static func troubles(providers: [Provider], agents: [Agent], now: Timestamp) -> [Banner] {
        let ofProviders = providers.filter(\.health.isTrouble).map { provider in
            Banner(
                .bad, "\(provider.name): \(provider.health.label(now: now, since: provider.createdAt).word)",
                body: provider.health.message, action: Link(href: provider.href, label: "Open the provider"))
        }
        let ofAgents = agents.filter { $0.state == .error || $0.state == .unknown }.map { agent in
            Banner(
                agent.state == .error ? .bad : .warn, "\(agent.name): \(agent.state.rawValue)",
                body: agent.stateReason, action: Link(href: agent.href, label: "Open the agent"))
        }
        return ofProviders + ofAgents
    }

    private static func steps(_ checklist: Checklist, agents: [Agent], mayManage: Bool) -> [Step] {
        var nextIsOffered = true
        return Checklist.Step.allCases.map { step in
            let done = checklist.done.contains(step)
            let confirms = step == .masterKey && !done && mayManage
            // The one that only a person can tick keeps nobody from the next.
            let link = !done && nextIsOffered ? step.link(agents) : nil
            if link != nil { nextIsOffered = false }
            return Step(
                title: step.title, words: step.words, done: done, tone: done ? "good" : "quiet",
                icon: done ? "good" : "unknown", link: link, confirms: confirms)
        }
    }
}

extension Checklist.Step {
    var title: String {
        switch self {
        case .owner: "Make an owner"
        case .masterKey: "Back up the master key"
        case .provider: "Add a provider"
        case .agentType: "Create an agent type"
        case .agent: "Start an agent"
        case .answer: "Get a first answer"
        }
    }

    var words: String {
        switch self {
        case .owner: "Whoever set this installation up."
        case .masterKey:
            "The server printed at its start where it lies. Without it no stored key can ever be opened again."
        case .provider: "One key to an LLM service, kept encrypted."
        case .agentType: "The prompt, the model and the tools that its agents share."
        case .agent: "It gets a lease on the provider, from its start to its stop."
        case .answer: "Talk to it on its page."
        }
    }

    /// Where the step is taken.
    func link(_ agents: [Agent]) -> Link? {
        switch self {
        case .owner, .masterKey: nil
        case .provider: Link(href: "/settings/providers/new", label: "Add Provider")
        case .agentType: Link(href: "/agent-types/new", label: "Create agent type")
        case .agent:
            agents.first.map { Link(href: $0.href, label: "Open \($0.name)") }
                ?? Link(href: "/agents/new", label: "Create agent")
        case .answer:
            agents.first { $0.state == .running }.map { Link(href: $0.href, label: "Talk to \($0.name)") }
                ?? Link(href: "/agents", label: "Open agents")
        }
    }
}

extension AgentStatistics {
    /// Several agents' figures together; the average response time is weighed by calls.
    static func sum(_ parts: some Sequence<AgentStatistics>) -> AgentStatistics {
        var total = AgentStatistics(
            usage: TokenUsage(), calls: 0, averageResponseTime: nil, messagesProcessed: 0, errors: 0,
            cost: Nanodollars(0), callsOfUnknownCost: 0)
        var weighed: (time: Int64, calls: Int64) = (0, 0)
        for part in parts {
            total.usage.input += part.usage.input
            total.usage.cachedRead += part.usage.cachedRead
            total.usage.cacheWrite += part.usage.cacheWrite
            total.usage.cacheWriteLong += part.usage.cacheWriteLong
            total.usage.output += part.usage.output
            total.calls += part.calls
            total.messagesProcessed += part.messagesProcessed
            total.errors += part.errors
            total.cost = total.cost + part.cost
            total.callsOfUnknownCost += part.callsOfUnknownCost
            if let average = part.averageResponseTime {
                weighed.time += average * part.calls
                weighed.calls += part.calls
            }
        }
        if weighed.calls > 0 { total.averageResponseTime = weighed.time / weighed.calls }
        return total
    }
}
