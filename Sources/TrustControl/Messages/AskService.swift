// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Messages to agents, with their answers. How they are taken in, and what is read of them later, stands in files of
/// its own beside this one.
package struct AskService: Sendable {
    let agents: any AgentStore
    let types: any AgentTypeStore
    let messages: any MessageStore
    let limits: any LimitLedger & LimitSettings
    let usage: (any UsageFlush)?
    let clock: WallClock
    let answerLimit: Duration

    /// An answer is waited for as long as `answerLimit` says. Without `usage`, what calls took is known as far as it is
    /// recorded already.
    package init(
        agents: any AgentStore, types: any AgentTypeStore, messages: any MessageStore, limits: any LimitLedger & LimitSettings,
        usage: (any UsageFlush)? = nil, clock: WallClock, answerLimit: Duration = MessagePatience.answer
    ) {
        self.agents = agents
        self.types = types
        self.messages = messages
        self.limits = limits
        self.usage = usage
        self.clock = clock
        self.answerLimit = answerLimit
    }

    /// Takes one request of the organization's minute; every customer call begins with it.
    /// - Returns: the decision, for the `X-RateLimit-*` headers; the call is to be refused unless it is `allowed`.
    package func admit(_ caller: Caller) async throws -> LimitDecision {
        let limit = try await limits.requestLimit(of: caller.organization)
        return try await limits.take(limit, subject: "organization:\(caller.organization)", at: clock.now())
    }

    /// The error that a refused decision is answered with.
    package func refusal(_ decision: LimitDecision) -> ControlError { .limited(decision, at: clock.now()) }

    /// The organization's agents, by name; for a key that is bound to endpoints, those behind them.
    package func agents(_ caller: Caller) async throws -> [ReachableAgent] {
        try caller.require(.viewConversations)
        let types = try await types.agentTypes(in: caller.organization)
            .filter { caller.scope.reaches(endpoint: $0.endpointSlug) }
        let capabilities = Dictionary(types.map { ($0.id, $0.capabilities) }, uniquingKeysWith: { first, _ in first })
        return try await agents.agents(in: caller.organization)
            .compactMap { agent in
                capabilities[agent.type].map { ReachableAgent(agent: agent, capabilities: $0) }
            }
    }

    /// Hands a message to an agent of the type behind an endpoint, and waits for the answer. A thread stays with its
    /// agent; a new one goes to the running agent with the fewest messages waiting.
    /// - Throws: as `submit` and `answer`.
    package func ask(
        _ caller: Caller, endpointSlug: String, content: String, thread: ThreadID? = nil
    ) async throws -> Answer {
        try await ask(caller, .endpoint(endpointSlug), NewMessage(content: content, thread: thread))
    }

    /// Hands a message to one agent, and waits for the answer.
    /// - Throws: as `submit` and `answer`.
    package func talk(
        _ caller: Caller, to id: AgentID, content: String, thread: ThreadID? = nil
    ) async throws -> Answer {
        try await ask(caller, .agent(id), NewMessage(content: content, thread: thread))
    }

    /// Hands a message over, and waits for the answer.
    /// - Throws: as `submit` and `answer`.
    package func ask(_ caller: Caller, _ target: MessageTarget, _ new: NewMessage) async throws -> Answer {
        try await answer(to: submit(caller, target, new))
    }

    /// Waits for the answer, as long as one is waited for.
    /// - Throws: `AGENT_TIMEOUT`, or what the message ended with: `AGENT_FAILED`, `AGENT_NOT_RUNNING`, ….
    package func answer(to submission: Submission) async throws -> Answer {
        let id = submission.message.id
        guard var message = try await messages.finished(id, within: answerLimit) else { throw timeout(submission) }
        if message.finishedAt == nil {
            try await messages.fail(id, code: .agentTimeout, at: clock.now())
            // The answer may have come in the same moment.
            message = try await messages.finished(id, within: .zero) ?? message
        }
        return try await answer(submission, message)
    }

    /// What a message that has ended ended with.
    /// - Throws: as `answer(to:)`.
    package func answer(_ submission: Submission, _ message: Message) async throws -> Answer {
        switch message.state {
        case .done:
            return Answer(
                message: message.id, thread: message.thread, session: submission.session, agent: message.agent,
                content: message.reply ?? "", toolCalls: message.toolCalls, metadata: try await metadata(of: message),
                finishedAt: message.finishedAt ?? clock.now(), agentLimit: submission.agentLimit)
        case .failed:
            let code = message.errorCode ?? .agentFailed
            if code == .agentTimeout { throw timeout(submission) }
            throw ControlError(
                code, message.reply ?? Self.words(for: code), details: Self.details(of: message))
        case .queued, .taken: throw timeout(submission)
        }
    }

    private func timeout(_ submission: Submission) -> ControlError {
        ControlError(
            .agentTimeout, "The agent did not answer in time.", details: Self.details(of: submission.message))
    }

    private static func details(of message: Message) -> [String: JSONValue] {
        var details: [String: JSONValue] = [
            "agent_id": .string(message.agent.description), "thread_id": .string(message.thread.description),
        ]
        if message.errorCode == .agentNotRunning { details["status"] = .string(Agent.State.stopped.rawValue) }
        return details
    }

    /// The sentence for a message that ended without the agent's own.
    package static func words(for code: ErrorCode) -> String {
        switch code {
        case .agentTimeout: "The agent did not answer in time."
        case .agentNotRunning: "The agent stopped before it answered."
        case .agentNotFound: "The agent was deleted before it answered."
        default: "The agent ended before it answered."
        }
    }

    /// What an answer took, with the calls that have only just ended.
    func metadata(of message: Message) async throws -> AnswerMetadata {
        await usage?.flush()
        let figures = try await messages.figures(of: [message.id], in: message.organization)[message.id]
        return AnswerMetadata(figures ?? MessageFigures(), message)
    }
}

extension AnswerMetadata {
    init(_ figures: MessageFigures, _ message: Message) {
        self.init(
            tokens: figures.tokens, model: figures.model, duration: message.duration, tools: message.tools)
    }
}
