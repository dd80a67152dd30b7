// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Agents > an agent.
struct AgentPage {
    var id: String
    var href: String
    var name: String
    var status: StatusLabel
    var actions: [AgentAction]
    var interval: Int
    var stats: [Stat]
    var exchanges: [Exchange]
    var thread: String
    var hasThread: Bool
    var draft: String?
    var talkError: String?
    var calls: [CallRow]
    var hasCalls: Bool
    var allCalls: String
    /// Whether it runs elsewhere, so that neither its output nor its answers are sure to come here.
    var isElsewhere: Bool
    /// Where its output is followed.
    var stream: String
    var hasLogs: Bool
    var logs: String
    var logsAbsent: String
    var custody: CustodyCard
    var type: Link
    var model: String
    var tools: String
    var isolation: String
    var created: Moment

    init(
        _ agent: Agent, type agentType: AgentType, provider: Provider?, statistics: AgentStatistics,
        calls events: [UsageEvent], logs output: String?, isolation: Isolation?, exchanges: [Exchange] = [],
        draft: String? = nil, talkError: String? = nil, now: Timestamp
    ) {
        let head = AgentHead(agent, agentType.runtime, now: now)
        id = agent.id.description
        href = head.href
        name = head.name
        status = head.status
        actions = head.actions
        interval = head.interval
        stats = Self.stats(statistics)
        self.exchanges = exchanges
        thread = exchanges.last?.thread ?? ""
        hasThread = !thread.isEmpty
        self.draft = draft
        self.talkError = talkError
        let agentCalls = AgentCallsPart(href: head.href, agent: agent.id, events)
        calls = agentCalls.calls
        hasCalls = agentCalls.hasCalls
        allCalls = agentCalls.allCalls
        isElsewhere = agentType.runtime == .external
        stream = "/api/agents/\(agent.id)/logs?follow=true"
        let agentLogs = AgentLogs(output)
        hasLogs = agentLogs.hasLogs
        logs = agentLogs.logs
        logsAbsent = agentLogs.logsAbsent
        custody = .ofAgent(agent, type: agentType, provider: provider, isolation: isolation)
        type = Link(href: agentType.href, label: agentType.name)
        model = agentType.model
        tools = agentType.toolWords
        self.isolation = isolation?.words ?? "Runs elsewhere, apart from this machine as far as its operator keeps it."
        created = .absolute(agent.createdAt)
    }

    /// The source document's four figures, and what they cost.
    static func stats(_ statistics: AgentStatistics) -> [Stat] {
        let usage = statistics.usage
        let parts = "\(Figure.tokens(usage.totalInput).text) in, \(Figure.tokens(usage.output).text) out"
        return [
            Stat("Total tokens", .tokens(usage.total), note: usage.total > 0 ? parts : nil),
            Stat(
                "Average response time",
                statistics.averageResponseTime.map { .duration(microseconds: $0) }
                    ?? .unknown("No call has completed yet.")),
            Stat("Messages processed", .count(statistics.messagesProcessed)),
            Stat("Errors", .count(statistics.errors)),
            Stat(
                "Cost, estimated", .cost(of: statistics),
                note: statistics.callsOfUnknownCost == 0
                    ? nil : "\(Figure.grouped(statistics.callsOfUnknownCost)) of unknown cost"),
        ]
    }
}

extension CustodyCard {
    /// Where the key of an agent's provider is, as far as this agent is concerned.
    static func ofAgent(
        _ agent: Agent, type: AgentType, provider: Provider?, isolation: Isolation?
    ) -> CustodyCard {
        let holds = agent.state != .stopped && agent.state != .error
        let link = provider.map { Link(href: $0.href, label: $0.name) }
        let now: Fact =
            switch (holds, type.delivery) {
            case (false, _): Fact("Now", "Not with this agent: it holds no lease.")
            case (true, .env): Fact("Now", "In this agent’s environment, in memory only.")
            case (true, .leased): Fact("Now", "Held by the gateway for this agent; the agent has a token instead.")
            }
        return CustodyCard(facts: [
            Fact("Provider", links: link.map { [$0] } ?? []),
            now,
            Fact("Delivery", type.delivery.title, type.delivery.words),
            Fact("Isolation", isolation?.title ?? "Runs elsewhere."),
            Fact("At rest", "Sealed with AES-256-GCM under a data key, which the local master key wraps."),
        ])
    }
}

extension Confirmation {
    /// The question before an agent goes, or why it can't yet.
    static func deleting(_ agent: Agent, error: String? = nil) -> Confirmation {
        let rests = agent.state == .stopped || agent.state == .error
        return Confirmation(
            title: rests ? "Delete \(agent.name)?" : "\(agent.name) can’t be deleted yet",
            consequences: [
                "Its folder and logs are removed.", "Its past usage stays in the statistics.",
            ],
            typed: Typed(name: agent.name, error: error),
            blocked: rests
                ? nil : Blocked(words: "It is \(agent.state.rawValue). Stop it first, then delete it.", groups: []),
            action: agent.href + "/delete", verb: "Delete agent", cancel: agent.href)
    }
}
