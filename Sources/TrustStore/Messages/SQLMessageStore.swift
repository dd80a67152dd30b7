// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Conversations, as the control side sees them. Lists are in a file of their own beside this one.
package struct SQLMessageStore: MessageStore {
    let database: any Database
    let signal: MessageSignal

    /// The `signal` is shared with the inbox.
    package init(database: any Database, signal: MessageSignal) {
        self.database = database
        self.signal = signal
    }

    package func thread(_ id: ThreadID, in organization: OrganizationID) async throws -> ConversationThread? {
        try await database.read { session in
            try session.query(
                "SELECT * FROM threads WHERE id = $1 AND organization_id = $2", [.id(id), .id(organization)]
            ).first.map { try ConversationThread($0) }
        }
    }

    package func thread(
        session name: String, of agent: AgentID, in organization: OrganizationID
    ) async throws -> ConversationThread? {
        try await database.read { session in
            try session.query(
                "SELECT * FROM threads WHERE session_id = $1 AND agent_id = $2 AND organization_id = $3",
                [.text(name), .id(agent), .id(organization)]
            ).first.map { try ConversationThread($0) }
        }
    }

    package func enqueue(
        _ message: Message, newThread: ConversationThread?, delivery: WebhookDelivery?
    ) async throws {
        guard message.state == .queued else { throw StoreError(.conflict("The message is not new.")) }
        try await database.write { session in
            guard try session.agent(message.agent, in: message.organization) != nil else {
                throw StoreError(.notFound("agent"))
            }
            guard try session.message(message.id) == nil else {
                throw StoreError(.conflict("There is such a message already."))
            }
            if let thread = newThread { try Self.insert(thread, session) }
            let threads = try session.query(
                """
                SELECT 1 AS present FROM threads WHERE id = $1 AND agent_id = $2 AND organization_id = $3
                """, [.id(message.thread), .id(message.agent), .id(message.organization)])
            guard !threads.isEmpty else { throw StoreError(.notFound("thread")) }
            try session.execute(
                """
                INSERT INTO messages (id, organization_id, agent_id, thread_id, state, content, is_direct, deadline,
                    queued_at, created_at)
                VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7, $8, $8)
                """,
                [
                    .id(message.id), .id(message.organization), .id(message.agent), .id(message.thread),
                    .prose(message.content), .integer(message.isDirect ? 1 : 0), .time(message.deadline),
                    .time(message.createdAt),
                ])
            if let delivery { try session.insert(delivery) }
        }
        signal.wake(.inbox(message.agent))
    }

    private static func insert(_ thread: ConversationThread, _ session: any SQLSession) throws {
        if let name = thread.session {
            let taken = try session.query(
                "SELECT 1 AS present FROM threads WHERE session_id = $1 AND agent_id = $2",
                [.text(name), .id(thread.agent)])
            guard taken.isEmpty else { throw StoreError(.conflict("There is such a session already.")) }
        }
        try session.execute(
            """
            INSERT INTO threads (id, organization_id, agent_id, session_id, created_at) VALUES ($1, $2, $3, $4, $5)
            """,
            [
                .id(thread.id), .id(thread.organization), .id(thread.agent), .optionalText(thread.session),
                .time(thread.createdAt),
            ])
    }

    package func message(_ id: MessageID, in organization: OrganizationID) async throws -> Message? {
        let message = try await database.read { session in try session.message(id) }
        return message?.organization == organization ? message : nil
    }

    package func finished(_ id: MessageID, within limit: Duration) async throws -> Message? {
        try await wait(for: id, within: limit) { $0.finishedAt != nil }
    }

    package func changed(_ id: MessageID, from seen: Message, within limit: Duration) async throws -> Message? {
        try await wait(for: id, within: limit) { $0.state != seen.state || $0.agent != seen.agent }
    }

    private func wait(
        for id: MessageID, within limit: Duration, until isReached: (Message) -> Bool
    ) async throws -> Message? {
        let deadline = ContinuousClock.now + limit
        return try await signal.withWaiter(for: .message(id)) { waiter in
            while true {
                let message = try await database.read { session in try session.message(id) }
                guard let message, !isReached(message), ContinuousClock.now < deadline else { return message }
                _ = try await waiter.wait(until: deadline)
            }
        }
    }

    package func fail(_ id: MessageID, code: ErrorCode, at moment: Timestamp) async throws {
        try await database.write { session in
            try session.execute(
                """
                UPDATE messages SET state = 'failed', error_code = $2, finished_at = $3
                WHERE id = $1 AND state IN ('queued', 'taken')
                """, [.id(id), .text(code.rawValue), .time(moment)])
        }
        signal.wake(.message(id))
    }

    package func pending(ofAgents agents: [AgentID]) async throws -> [AgentID: Int] {
        try await database.read { session in
            var pending: [AgentID: Int] = [:]
            for agent in agents {
                let rows = try session.query(
                    """
                    SELECT COUNT(*) AS waiting FROM messages WHERE agent_id = $1 AND state IN ('queued', 'taken')
                    """, [.id(agent)])
                pending[agent] = Int(try rows.first?.integer("waiting") ?? 0)
            }
            return pending
        }
    }
}
