// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The agent's side of its messages.
package struct SQLAgentInbox: AgentInbox {
    private let database: any Database
    private let signal: MessageSignal
    private let clock: WallClock

    /// The `signal` is shared with the message store.
    package init(database: any Database, signal: MessageSignal, clock: WallClock = WallClock()) {
        self.database = database
        self.signal = signal
        self.clock = clock
    }

    /// How many earlier messages of the thread go along.
    static let historyLimit: Int64 = 20
    /// How many bytes of them, at most; the oldest stay away first.
    static let historyBytes = 64 << 10

    /// - Throws: `StoreError.notFound`; `StoreError.conflict` where the agent is neither starting nor running, also
    ///   when that becomes so during the wait, and when it was started anew meanwhile.
    package func next(for agent: AgentID, within limit: Duration) async throws -> ChannelMessage? {
        let deadline = ContinuousClock.now + limit
        return try await signal.withWaiter(for: .inbox(agent)) { waiter in
            var token: Digest32?
            while true {
                let (expected, now) = (token, clock.now())
                let take = try await database.write { session in
                    try session.take(for: agent, token: expected, at: now)
                }
                if let message = take.message {
                    signal.wake(.message(message.messageID))
                    return message
                }
                token = take.token
                guard ContinuousClock.now < deadline else { return nil }
                _ = try await waiter.wait(until: deadline)
            }
        }
    }

    /// What an agent may give as a reason; its word for anything else would be taken for the server's own.
    private static let told: Set<ErrorCode> = [.agentFailed, .agentTimeout, .rateLimitExceeded]

    package func reply(_ reply: ChannelReply, from agent: AgentID) async throws {
        guard reply.errorCode != nil || reply.content != nil else {
            throw StoreError(.conflict("A reply needs content."))
        }
        let now = clock.now()
        try await database.write { session in
            let changed = try session.execute(
                """
                UPDATE messages SET state = $3, reply = $4, error_code = $5, tool_calls = $6, finished_at = $7,
                    tools = $8
                WHERE id = $1 AND agent_id = $2 AND state = 'taken'
                """,
                [
                    .id(reply.messageID), .id(agent),
                    .member(reply.errorCode == nil ? Message.State.done : .failed), .prose(reply.content),
                    .optionalText(reply.errorCode.map { Self.told.contains($0) ? $0 : .agentFailed }?.rawValue),
                    .integer(max(0, reply.toolCalls)), .time(now), .toolNames(reply.tools),
                ])
            guard changed > 0 else { throw StoreError(.notFound("message")) }
        }
        signal.wake(.message(reply.messageID))
    }
}

extension SQLSession {
    /// Takes the oldest queued message, if the agent may have one. The message counts as taken only in the
    /// transaction that gives it out.
    ///
    /// `token` is the token that the caller's wait began under; `nil` where it begins now.
    fileprivate func take(
        for id: AgentID, token: Digest32?, at moment: Timestamp
    ) throws -> (token: Digest32, message: ChannelMessage?) {
        let row = try query("SELECT state, token_hash FROM agents WHERE id = $1 AND deleted_at IS NULL", [.id(id)])
        guard let row = row.first else { throw StoreError(.notFound("agent")) }
        let state: Agent.State = try row.member("state")
        guard state == .starting || state == .running else {
            throw StoreError(.conflict("The agent is not running."))
        }
        let current = try row.digest("token_hash")
        // A wait that began before a restart belongs to the process that is gone.
        guard token == nil || token == current else { throw StoreError(.conflict("The agent was started anew.")) }
        if state == .starting { _ = try markRunning(id, at: moment) }
        let taken = try query(
            """
            UPDATE messages SET state = 'taken' WHERE id = (
                SELECT id FROM messages WHERE agent_id = $1 AND state = 'queued' ORDER BY created_at, id LIMIT 1)
            RETURNING *
            """, [.id(id)])
        guard let taken = try taken.first.map({ try Message($0) }) else { return (current, nil) }
        return (
            current,
            ChannelMessage(
                messageID: taken.id, threadID: taken.thread, content: taken.content,
                history: try history(before: taken))
        )
    }

    /// Earlier turns of a message's thread that were answered, oldest first.
    private func history(before message: Message) throws -> [ChannelMessage.Turn] {
        let rows = try query(
            """
            SELECT content, reply FROM messages
            WHERE thread_id = $1 AND state = 'done' AND (created_at < $2 OR (created_at = $2 AND id < $3))
            ORDER BY created_at DESC, id DESC LIMIT $4
            """,
            [.id(message.thread), .time(message.createdAt), .id(message.id), .integer(SQLAgentInbox.historyLimit)])
        var turns: [ChannelMessage.Turn] = []
        var bytes = 0
        for row in rows {
            let (question, answer) = (try row.text("content"), try row.text("reply"))
            bytes += question.utf8.count + answer.utf8.count
            guard bytes <= SQLAgentInbox.historyBytes else { break }
            turns.append(ChannelMessage.Turn(role: "assistant", content: answer))
            turns.append(ChannelMessage.Turn(role: "user", content: question))
        }
        return turns.reversed()
    }
}
