// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// How a message is taken in.
extension AskService {
    private static let session = TextRule("session_id", Bounds.session)

    /// Queues a message for an agent and returns at once.
    /// - Throws: `MESSAGE_TOO_LONG`, `ENDPOINT_NOT_FOUND`, `AGENT_NOT_FOUND`, `NOT_FOUND` (the thread),
    ///   `AGENT_NOT_RUNNING`, `NO_AGENT_AVAILABLE`, `RATE_LIMIT_EXCEEDED` (the agent's).
    package func submit(_ caller: Caller, _ target: MessageTarget, _ new: NewMessage) async throws -> Submission {
        try caller.require(.ask)
        if let id = new.id, let known = try await messages.message(id, in: caller.organization) {
            return Submission(message: known, session: new.session)
        }
        try check(new.content, target)
        let (agent, thread) = try await place(caller, target, new)
        guard agent.state == .running else { throw Self.notRunning(agent) }
        let decision = try await limits.take(.agentRequests, subject: "agent:\(agent.id)", at: clock.now())
        guard decision.allowed else { throw refusal(decision) }
        let message = try await enqueue(new, for: agent, thread, target)
        // It may have ended since it was looked at; then nobody has taken care of what was queued after.
        if let now = try await agents.agent(agent.id, in: caller.organization), now.state.isAtRest {
            try await messages.fail(message.id, code: .agentNotRunning, at: clock.now())
        }
        return Submission(message: message, session: new.session, agentLimit: decision)
    }

    private func check(_ content: String, _ target: MessageTarget) throws(ControlError) {
        let length = content.unicodeScalars.count
        guard length > 0 else { throw .invalid(target.field, "The message is empty.") }
        guard length <= Message.contentLimit else {
            throw ControlError(
                .messageTooLong, "The message is too long.",
                details: [
                    "max_length": .integer(Int64(Message.contentLimit)), "actual_length": .integer(Int64(length)),
                ])
        }
    }

    private static func notRunning(_ agent: Agent) -> ControlError {
        ControlError(
            .agentNotRunning, "The agent is not running.",
            details: ["agent_id": .string(agent.id.description), "status": .string(agent.state.rawValue)])
    }

    /// The agent that a message goes to, and the thread that it goes on with.
    private func place(
        _ caller: Caller, _ target: MessageTarget, _ new: NewMessage
    ) async throws -> (Agent, ConversationThread?) {
        switch target {
        case .endpoint(let slug):
            guard caller.scope.reaches(endpoint: slug),
                let type = try await types.agentType(endpointSlug: slug, in: caller.organization)
            else {
                throw ControlError(.endpointNotFound, "There is no such endpoint.")
            }
            if let thread = new.thread {
                let (found, agent) = try await sticky(thread, caller)
                guard agent.type == type.id else { throw ControlError.notFound("thread") }
                return (agent, found)
            }
            guard let agent = try await leastBusy(of: type, caller) else {
                throw ControlError(.noAgentAvailable, "No agent of this type is running.")
            }
            return (agent, nil)
        case .agent(let id):
            let agent = try await agent(id, caller)
            if let name = new.session {
                let name = try Self.session.check(name)
                return (agent, try await messages.thread(session: name, of: id, in: caller.organization))
            }
            guard let thread = new.thread else { return (agent, nil) }
            let (found, holder) = try await sticky(thread, caller)
            guard holder.id == id else { throw ControlError.notFound("thread") }
            return (agent, found)
        }
    }

    /// An agent that the caller reaches.
    /// - Throws: `AGENT_NOT_FOUND`.
    func agent(_ id: AgentID, _ caller: Caller) async throws -> Agent {
        guard let agent = try await agents.agent(id, in: caller.organization), try await reaches(id, caller) else {
            throw ControlError(.agentNotFound, "There is no such agent.")
        }
        return agent
    }

    /// Whether a key's scope leaves an agent: one that is bound to endpoints reaches those behind them.
    func reaches(_ id: AgentID, _ caller: Caller) async throws -> Bool {
        guard caller.scope.endpoints != nil else { return true }
        guard let agent = try await agents.agent(id, in: caller.organization) else { return false }
        let type = try await types.agentType(agent.type, in: caller.organization)
        return caller.scope.reaches(endpoint: type?.endpointSlug)
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

    private func enqueue(
        _ new: NewMessage, for agent: Agent, _ thread: ConversationThread?, _ target: MessageTarget
    ) async throws -> Message {
        let moment = clock.now()
        let session = try new.session.map { try Self.session.check($0) }
        var opened: ConversationThread?
        if thread == nil {
            opened = ConversationThread(
                id: .make(at: moment), organization: agent.organization, agent: agent.id, session: session,
                createdAt: moment)
        }
        guard let conversation = thread ?? opened else { throw ControlError.notFound("thread") }
        var isDirect = true
        if case .endpoint = target { isDirect = false }
        let message = Message(
            id: new.id ?? .make(at: moment), organization: agent.organization, agent: agent.id,
            thread: conversation.id, state: .queued, content: new.content, isDirect: isDirect,
            deadline: moment.adding(seconds: new.patience.components.seconds), createdAt: moment)
        var delivery = new.delivery
        delivery?.id = CallbackID(of: message.id)
        delivery?.message = message.id
        do {
            try await messages.enqueue(message, newThread: opened, delivery: delivery)
        } catch let error as StoreError {
            // Somebody opened the same session in the same moment.
            guard opened != nil, let session, case .conflict = error.kind,
                let thread = try await messages.thread(session: session, of: agent.id, in: agent.organization)
            else { throw error }
            var again = message
            again.thread = thread.id
            try await messages.enqueue(again, newThread: nil, delivery: delivery)
            return again
        }
        return message
    }
}

extension CallbackID {
    /// A message's delivery is found by the message.
    package init(of message: MessageID) { self.init(uuid: message.uuid) }
}

extension Agent.State {
    /// Whether it takes no messages, and has no process that could.
    var isAtRest: Bool { self == .stopped || self == .error }
}
