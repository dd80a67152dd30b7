// SPDX-License-Identifier: Apache-2.0

/// Conversations, as the control side sees them.
package protocol MessageStore: Sendable {
    func thread(_ id: ThreadID, in organization: OrganizationID) async throws -> ConversationThread?
    /// The thread that a caller named, of one agent.
    func thread(session: String, of agent: AgentID, in organization: OrganizationID) async throws -> ConversationThread?
    /// Queues a message, making its thread where it is new, and wakes the agent's inbox. With a delivery, the answer is
    /// to be sent where that says.
    /// - Throws: `StoreError.conflict` where there is such a message already, or such a session; `StoreError.notFound`
    ///   (its agent, its thread).
    func enqueue(_ message: Message, newThread: ConversationThread?, delivery: WebhookDelivery?) async throws
    func message(_ id: MessageID, in organization: OrganizationID) async throws -> Message?
    /// Waits until the message is `done` or `failed`, or the time is over; then gives it as it stands.
    func finished(_ id: MessageID, within limit: Duration) async throws -> Message?
    /// Waits until the message is not in this state with this agent any more, or the time is over; then gives it as it
    /// stands.
    func changed(_ id: MessageID, from seen: Message, within limit: Duration) async throws -> Message?
    /// Marks a message that nobody will answer any more.
    func fail(_ id: MessageID, code: ErrorCode, at moment: Timestamp) async throws
    /// Gives up what is past its deadline (`AGENT_TIMEOUT`), and moves what has been queued since before `silence` for
    /// an agent that is at nothing else, which has stopped asking, to another one.
    func sweep(at moment: Timestamp, silence: Timestamp) async throws
    /// Queued and taken messages by agent: what the least busy agent is found by.
    func pending(ofAgents agents: [AgentID]) async throws -> [AgentID: Int]
    /// The latest messages of an agent before one of them, newest first.
    func messages(
        ofAgent agent: AgentID, in organization: OrganizationID, before cursor: MessageID?, limit: Int
    ) async throws -> [Message]
    /// The messages of a thread after one of them, oldest first.
    func messages(
        ofThread thread: ThreadID, in organization: OrganizationID, after cursor: MessageID?, limit: Int
    ) async throws -> [Message]
    /// What is known of the model's calls for messages; the settled ones only.
    func figures(of messages: [MessageID], in organization: OrganizationID) async throws -> [MessageID: MessageFigures]
}

extension MessageStore {
    /// Queues a message whose answer is waited for.
    package func enqueue(_ message: Message, newThread: ConversationThread?) async throws {
        try await enqueue(message, newThread: newThread, delivery: nil)
    }
}

/// The agent's side of the same messages, served by the gateway. These calls may wait on the store.
package protocol AgentInbox: Sendable {
    /// The agent's oldest queued message, now `taken`; waits up to `limit` for one, then `nil`. The first call of a
    /// `starting` agent makes it `running`.
    func next(for agent: AgentID, within limit: Duration) async throws -> ChannelMessage?
    /// Finishes a message of this agent that is `taken`.
    /// - Throws: `StoreError.notFound` for any other.
    func reply(_ reply: ChannelReply, from agent: AgentID) async throws
}

/// Tool permits: 5 tool calls and 3 HTTP requests a minute an agent.
package protocol ToolPermits: Sendable {
    /// Takes one tool call, and one HTTP request where the tool uses HTTP; both or neither.
    /// - Returns: the decision of the limit that refused, or of the tighter one.
    func take(_ tool: AgentTool, for agent: AgentID, at moment: Timestamp) async throws -> LimitDecision
    /// The agent type's enabled tools.
    func tools(of agent: AgentID) async throws -> [AgentTool]
}

/// Shared fixed-window counters that survive a restart.
package protocol LimitLedger: Sendable {
    /// Takes one use of `limit` by `subject` (`organization:<id>`, `agent:<id>`).
    func take(_ limit: RateLimit, subject: String, at moment: Timestamp) async throws -> LimitDecision
}
