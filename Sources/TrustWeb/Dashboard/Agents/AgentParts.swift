// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// The head of an agent's page, which refreshes itself.
struct AgentHead {
    var href: String
    var name: String
    var status: StatusLabel
    var actions: [AgentAction]
    var interval: Int
    /// The card that changes with the state; `nil` where the page renders it itself.
    var custody: CustodyCard?

    init(_ agent: Agent, _ runtime: AgentRuntime, custody: CustodyCard? = nil, now: Timestamp) {
        href = agent.href
        name = agent.name
        status = agent.label(now: now)
        actions = agent.actions(runtime)
        interval = Agent.refreshInterval(for: [agent])
        self.custody = custody
        self.custody?.outOfBand = true
    }
}

/// An agent's figures, which refresh themselves after an answer.
struct AgentStatisticsPart {
    var href: String
    var stats: [Stat]
}

/// An agent's latest calls, which refresh themselves after an answer.
struct AgentCallsPart {
    var href: String
    var calls: [CallRow]
    var hasCalls: Bool
    /// The address of all of them.
    var allCalls: String

    init(href: String, agent: AgentID, _ events: [UsageEvent]) {
        self.href = href
        allCalls = RequestAddress("agent", agent.description).address()
        calls = events.map { CallRow($0) }
        hasCalls = !calls.isEmpty
    }
}

/// The last part of an agent's output.
struct AgentLogs {
    var hasLogs: Bool
    var logs: String
    var logsAbsent: String

    init(_ text: String?) {
        logs = text ?? ""
        hasLogs = !logs.isEmpty
        logsAbsent = text == nil ? "The agent’s output can’t be read." : "Nothing has been written yet."
    }
}

/// A message and its reply.
struct Exchange {
    var question: String
    var speaker: String
    var answer: String
    var failed: Bool
    var answered: Moment
    var facts: String?
    var thread: String
    /// Sent by itself, so that it carries the conversation's id along.
    var fragment: Bool

    init(
        question: String, answer: String, failed: Bool, agent: String, asked: Timestamp, answered: Timestamp,
        toolCalls: Int64, thread: String, fragment: Bool
    ) {
        self.question = question
        self.answer = answer
        self.failed = failed
        speaker = agent
        self.answered = .absolute(answered)
        let time = Figure.duration(microseconds: max(0, answered.microseconds - asked.microseconds))
        let tools = toolCalls == 0 ? nil : toolCalls == 1 ? "1 tool call" : "\(toolCalls) tool calls"
        facts = [[time.text, time.unit].compactMap { $0 }.joined(separator: " "), tools].compactMap { $0 }
            .joined(separator: " · ")
        self.thread = thread
        self.fragment = fragment
    }

    /// From what was stored.
    init(_ message: Message, with agent: Agent) {
        let answer =
            switch message.state {
            case .done: message.reply ?? ""
            case .failed: message.reply ?? "The agent could not answer."
            case .queued, .taken: "No answer yet."
            }
        self.init(
            question: message.content, answer: answer, failed: message.state == .failed, agent: agent.name,
            asked: message.createdAt, answered: message.finishedAt ?? message.createdAt,
            toolCalls: message.toolCalls, thread: message.thread.description, fragment: false)
    }
}

/// One LLM call of the latest.
struct CallRow {
    var href: String
    /// Its moment, for those who hear the page.
    var spelled: String
    var started: Moment
    var model: String
    var outcome: StatusLabel
    var duration: Figure
    var tokens: Figure
    var cost: Figure

    init(_ event: UsageEvent) {
        href = "/requests/\(event.id)"
        spelled = Moment.exact(event.startedAt)
        started = .absolute(event.startedAt)
        model = event.returnedModel ?? event.requestedModel
        outcome = event.outcome.label(status: event.status)
        duration = .duration(microseconds: event.duration)
        tokens =
            event.source == .unknown
            ? .unknown("The provider did not say how many.") : .tokens(event.usage.total)
        cost =
            event.cost.map { .money($0) }
            ?? .unknown(
                event.source == .unknown
                    ? "The number of tokens is not known." : "No price is known for this model.")
    }
}
