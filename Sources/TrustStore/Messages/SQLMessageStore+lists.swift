// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What was said, read.
extension SQLMessageStore {
    package func messages(
        ofAgent agent: AgentID, in organization: OrganizationID, before cursor: MessageID?, limit: Int
    ) async throws -> [Message] {
        try await database.read { session in
            try session.query(
                """
                SELECT * FROM messages WHERE agent_id = $1 AND organization_id = $2
                    AND ($3 IS NULL OR created_at < $4 OR (created_at = $4 AND id < $3))
                ORDER BY created_at DESC, id DESC LIMIT $5
                """,
                [
                    .id(agent), .id(organization), .optionalID(cursor), try Self.place(cursor, session),
                    .integer(Int64(max(0, limit))),
                ]
            ).map { try Message($0) }
        }
    }

    package func messages(
        ofThread thread: ThreadID, in organization: OrganizationID, after cursor: MessageID?, limit: Int
    ) async throws -> [Message] {
        try await database.read { session in
            try session.query(
                """
                SELECT * FROM messages WHERE thread_id = $1 AND organization_id = $2
                    AND ($3 IS NULL OR created_at > $4 OR (created_at = $4 AND id > $3))
                ORDER BY created_at, id LIMIT $5
                """,
                [
                    .id(thread), .id(organization), .optionalID(cursor), try Self.place(cursor, session),
                    .integer(Int64(max(0, limit))),
                ]
            ).map { try Message($0) }
        }
    }

    /// When a cursor's message was made; a list goes on behind it.
    private static func place(_ cursor: MessageID?, _ session: any SQLSession) throws -> SQLValue {
        guard let cursor else { return .integer(0) }
        guard let message = try session.message(cursor) else { throw StoreError(.notFound("cursor")) }
        return .time(message.createdAt)
    }

    /// Calls count that the agent made which has the message, or had it before; a provider's refusal has no tokens.
    package func figures(
        of messages: [MessageID], in organization: OrganizationID
    ) async throws -> [MessageID: MessageFigures] {
        try await database.read { session in
            var figures: [MessageID: MessageFigures] = [:]
            for id in messages {
                let calls = try session.query(
                    """
                    SELECT r.* FROM requests r JOIN messages m ON m.id = r.message_id
                    WHERE r.message_id = $1 AND m.organization_id = $2 AND r.organization_id = $2
                        AND (r.agent_id = m.agent_id OR r.agent_id = m.moved_from)
                    ORDER BY r.started_at, r.id
                    """, [.id(id), .id(organization)]
                ).map { try UsageEvent($0) }
                let counted = calls.filter { $0.outcome != .providerError }
                let isKnown = !counted.isEmpty && counted.allSatisfy { $0.source == .reported }
                figures[id] = MessageFigures(
                    tokens: isKnown ? counted.reduce(0) { $0 + $1.usage.total } : nil,
                    model: counted.last.map { $0.returnedModel ?? $0.requestedModel })
            }
            return figures
        }
    }
}
