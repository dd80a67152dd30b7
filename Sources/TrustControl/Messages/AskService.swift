// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// An agent's answer to a message.
package struct Answer: Sendable, Hashable {
    package var message: MessageID
    package var thread: ThreadID
    package var agent: AgentID
    package var content: String
    package var toolCalls: Int64
    package var finishedAt: Timestamp
    /// What is left of the agent's limit.
    package var agentLimit: LimitDecision
}

/// An agent as callers of the customer API see it.
package struct ReachableAgent: Sendable, Hashable {
    package var agent: Agent
    package var capabilities: [Capability]
}

/// Messages to agents, with their answers.
package struct AskService: Sendable {
    private let agents: any AgentStore
    private let types: any AgentTypeStore
    private let messages: any MessageStore
    private let limits: any LimitLedger & LimitSettings
    private let clock: WallClock
    private let answerLimit: Duration

    /// An answer is waited for as long as `answerLimit` says.
    package init(
        agents: any AgentStore, types: any AgentTypeStore, messages: any MessageStore,
        limits: any LimitLedger & LimitSettings,
        clock: WallClock, answerLimit: Duration = .seconds(60)
    ) {
        self.agents = agents
        self.types = types
        self.messages = messages
        self.limits = limits
        self.clock = clock
        self.answerLimit = answerLimit
    }

    /// Closes what a server that is gone left unanswered. To be called once, before anything is served.
    package func closeAbandoned() async throws {
        try await messages.failUnfinished(code: .agentTimeout, at: clock.now())
    }

    /// Takes one request of the organization's minute; every customer call begins with it.
    /// - Returns: the decision, for the `X-RateLimit-*` headers; the call is to be refused unless it is `allowed`.
    package func admit(_ caller: Caller) async throws -> LimitDecision {
        let limit = try await limits.requestLimit(of: caller.organization)
        return try await limits.take(limit, subject: "organization:\(caller.organization)", at: clock.now())
    }

    /// The error that a refused decision is answered with.
    package func refusal(_ decision: LimitDecision) -> ControlError { .limited(decision, at: clock.now()) }

    /// The organization's agents, by name.
    package func agents(_ caller: Caller) async throws -> [ReachableAgent] {
        try caller.require(.viewAgents)
        let types = try await types.agentTypes(in: caller.organization)
        let capabilities = Dictionary(types.map { ($0.id, $0.capabilities) }, uniquingKeysWith: { first, _ in first })
        return try await agents.agents(in: caller.organization)
            .map { ReachableAgent(agent: $0, capabilities: capabilities[$0.type] ?? []) }
    }

    /// Hands a message to an agent of the type behind an endpoint, and waits for the answer. A thread stays with its
    /// agent; a new one goes to the running agent with the fewest messages waiting.
    /// - Throws: `MESSAGE_TOO_LONG`, `ENDPOINT_NOT_FOUND`, `NOT_FOUND` (the thread), `AGENT_NOT_RUNNING`,
    ///   `NO_AGENT_AVAILABLE`, `RATE_LIMIT_EXCEEDED` (the agent's), `AGENT_TIMEOUT`, or what the agent failed with.
    package func ask(
        _ caller: Caller, endpointSlug: String, content: String, thread: ThreadID? = nil
    ) async throws -> Answer {
        try caller.require(.ask)
        try check(content)
        guard let type = try await types.agentType(endpointSlug: endpointSlug, in: caller.organization) else {
            throw ControlError(.endpointNotFound, "There is no such endpoint.")
        }
        if let thread {
            let (found, agent) = try await sticky(thread, caller)
            guard agent.type == type.id else { throw ControlError.notFound("thread") }
            return try await deliver(content, to: agent, thread: found, caller)
        }
        guard let agent = try await leastBusy(of: type, caller) else {
            throw ControlError(.noAgentAvailable, "No agent of this type is running.")
        }
        return try await deliver(content, to: agent, thread: nil, caller)
    }

    /// Hands a message to one agent, and waits for the answer.
    /// - Throws: as `ask`, and `AGENT_NOT_FOUND`.
    package func talk(
        _ caller: Caller, to id: AgentID, content: String, thread: ThreadID? = nil
    ) async throws -> Answer {
        try caller.require(.ask)
        try check(content)
        guard let agent = try await agents.agent(id, in: caller.organization) else {
            throw ControlError(.agentNotFound, "There is no such agent.")
        }
        guard let thread else { return try await deliver(content, to: agent, thread: nil, caller) }
        let (found, holder) = try await sticky(thread, caller)
        guard holder.id == id else { throw ControlError.notFound("thread") }
        return try await deliver(content, to: agent, thread: found, caller)
    }

    /// The latest messages of an agent, newest first.
    /// - Throws: `NOT_FOUND`.
    package func messages(_ caller: Caller, ofAgent id: AgentID, limit: Int = 50) async throws -> [Message] {
        try caller.require(.viewAgents)
        guard try await agents.agent(id, in: caller.organization) != nil else { throw ControlError.notFound("agent") }
        return try await messages.messages(ofAgent: id, in: caller.organization, limit: min(max(1, limit), 200))
    }

    private func check(_ content: String) throws(ControlError) {
        let length = content.unicodeScalars.count
        guard length > 0 else { throw .invalid("content", "The message is empty.") }
        guard length <= Message.contentLimit else {
            throw ControlError(
                .messageTooLong, "The message is too long.",
                details: [
                    "max_length": .integer(Int64(Message.contentLimit)), "actual_length": .integer(Int64(length)),
                ])
        }
    }

    private func sticky(_ id: ThreadID, _ caller: Caller) async throws -> (ConversationThread, Agent) {
        guard let thread = try await messages.thread(id, in: caller.organization),
            let agent = try await agents.agent(thread.agent, in: caller.organization)
        else { throw ControlError.notFound("thread") }
        return (thread, agent)
    }

    private func leastBusy(of type: AgentType, _ caller: Caller) async throws -> Agent? {
        let running = try await agents.agents(ofType: type.id, in: caller.organization)
            .filter { $0.state == .running }
        let pending = try await messages.pending(ofAgents: running.map(\.id))
        return running.min { (pending[$0.id] ?? 0, $0.id) < (pending[$1.id] ?? 0, $1.id) }
    }

    private func deliver(
        _ content: String, to agent: Agent, thread: ConversationThread?, _ caller: Caller
    ) async throws -> Answer {
        guard agent.state == .running else {
            throw ControlError(
                .agentNotRunning, "The agent is not running.",
                details: ["agent_id": .string(agent.id.description), "status": .string(agent.state.rawValue)])
        }
        let decision = try await limits.take(.agentRequests, subject: "agent:\(agent.id)", at: clock.now())
        guard decision.allowed else { throw refusal(decision) }

        let moment = clock.now()
        let opened =
            thread == nil
            ? ConversationThread(
                id: .make(at: moment), organization: caller.organization, agent: agent.id, createdAt: moment) : nil
        guard let conversation = thread ?? opened else { throw ControlError.notFound("thread") }
        let message = Message(
            id: .make(at: moment), organization: caller.organization, agent: agent.id, thread: conversation.id,
            state: .queued, content: content, createdAt: moment)
        try await messages.enqueue(message, newThread: opened)
        guard let finished = try await messages.finished(message.id, within: answerLimit) else {
            throw ControlError(.agentTimeout, "The agent did not answer in time.")
        }
        switch finished.state {
        case .done:
            return Answer(
                message: finished.id, thread: finished.thread, agent: finished.agent, content: finished.reply ?? "",
                toolCalls: finished.toolCalls, finishedAt: finished.finishedAt ?? clock.now(), agentLimit: decision)
        case .failed:
            throw ControlError(
                finished.errorCode ?? .agentFailed, finished.reply ?? "The agent could not answer.",
                details: ["agent_id": .string(agent.id.description), "thread_id": .string(finished.thread.description)])
        case .queued, .taken:
            try await messages.fail(message.id, code: .agentTimeout, at: clock.now())
            throw ControlError(
                .agentTimeout, "The agent did not answer in time.",
                details: ["agent_id": .string(agent.id.description), "thread_id": .string(finished.thread.description)])
        }
    }
}
