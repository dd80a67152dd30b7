// SPDX-License-Identifier: Apache-2.0

/// Conversations, as the control side sees them.
package protocol MessageStore: Sendable {
    func thread(_ id: ThreadID, in organization: OrganizationID) async throws -> ConversationThread?
    /// Queues a message, making its thread where it is new, and wakes the agent's inbox.
    func enqueue(_ message: Message, newThread: ConversationThread?) async throws
    func message(_ id: MessageID, in organization: OrganizationID) async throws -> Message?
    /// Waits until the message is `done` or `failed`, or the time is over; then gives it as it stands.
    func finished(_ id: MessageID, within limit: Duration) async throws -> Message?
    /// Marks a message that nobody will answer any more.
    func fail(_ id: MessageID, code: ErrorCode, at moment: Timestamp) async throws
    /// Marks every message that is neither `done` nor `failed`: at a start, nobody waits for them any more.
    func failUnfinished(code: ErrorCode, at moment: Timestamp) async throws
    /// Queued and taken messages by agent: what the least busy agent is found by.
    func pending(ofAgents agents: [AgentID]) async throws -> [AgentID: Int]
    /// The latest messages of an agent, newest first.
    func messages(ofAgent agent: AgentID, in organization: OrganizationID, limit: Int) async throws -> [Message]
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
