// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Conversations, as the control side sees them.
package struct SQLMessageStore: MessageStore {
    private let database: any Database
    private let signal: MessageSignal

    /// The `signal` is shared with the inbox.
    package init(database: any Database, signal: MessageSignal) {
        self.database = database
        self.signal = signal
    }

    package func thread(_ id: ThreadID, in organization: OrganizationID) async throws -> ConversationThread? {
        try await database.read { session in
            try session.query(
                "SELECT * FROM threads WHERE id = $1 AND organization_id = $2", [.id(id), .id(organization)]
            ).first.map { row in
                ConversationThread(
                    id: try row.id("id"), organization: try row.id("organization_id"),
                    agent: try row.id("agent_id"), createdAt: try row.time("created_at"))
            }
        }
    }

    package func enqueue(_ message: Message, newThread: ConversationThread?) async throws {
        guard message.state == .queued else { throw StoreError(.conflict("The message is not new.")) }
        try await database.write { session in
            guard try session.agent(message.agent, in: message.organization) != nil else {
                throw StoreError(.notFound("agent"))
            }
            if let thread = newThread {
                try session.execute(
                    "INSERT INTO threads (id, organization_id, agent_id, created_at) VALUES ($1, $2, $3, $4)",
                    [.id(thread.id), .id(thread.organization), .id(thread.agent), .time(thread.createdAt)])
            }
            let threads = try session.query(
                """
                SELECT 1 AS present FROM threads WHERE id = $1 AND agent_id = $2 AND organization_id = $3
                """, [.id(message.thread), .id(message.agent), .id(message.organization)])
            guard !threads.isEmpty else { throw StoreError(.notFound("thread")) }
            try session.execute(
                """
                INSERT INTO messages (id, organization_id, agent_id, thread_id, state, content, created_at)
                VALUES ($1, $2, $3, $4, 'queued', $5, $6)
                """,
                [
                    .id(message.id), .id(message.organization), .id(message.agent), .id(message.thread),
                    .prose(message.content), .time(message.createdAt),
                ])
        }
        signal.wake(.inbox(message.agent))
    }

    package func message(_ id: MessageID, in organization: OrganizationID) async throws -> Message? {
        let message = try await database.read { session in try session.message(id) }
        return message?.organization == organization ? message : nil
    }

    package func finished(_ id: MessageID, within limit: Duration) async throws -> Message? {
        let deadline = ContinuousClock.now + limit
        return try await signal.withWaiter(for: .message(id)) { waiter in
            while true {
                let message = try await database.read { session in try session.message(id) }
                guard let message, message.finishedAt == nil, ContinuousClock.now < deadline else { return message }
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

    package func failUnfinished(code: ErrorCode, at moment: Timestamp) async throws {
        try await database.write { session in
            try session.execute(
                """
                UPDATE messages SET state = 'failed', error_code = $1, finished_at = $2
                WHERE state IN ('queued', 'taken')
                """, [.text(code.rawValue), .time(moment)])
        }
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

    package func messages(
        ofAgent agent: AgentID, in organization: OrganizationID, limit: Int
    ) async throws -> [Message] {
        try await database.read { session in
            try session.query(
                """
                SELECT * FROM messages WHERE agent_id = $1 AND organization_id = $2
                ORDER BY created_at DESC, id DESC LIMIT $3
                """, [.id(agent), .id(organization), .integer(Int64(max(0, limit)))]
            ).map { try Message($0) }
        }
    }
}
