// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What is done about messages that nobody answers.
extension SQLMessageStore {
    package func sweep(at moment: Timestamp, silence: Timestamp) async throws {
        // Nearly always there is nothing to do, and then nothing is written.
        let isNeeded = try await database.read { session in
            try !session.query(
                "SELECT 1 AS present FROM messages WHERE state IN ('queued', 'taken') AND deadline <= $1 LIMIT 1",
                [.time(moment)]
            ).isEmpty || !session.unheard(since: silence).isEmpty
        }
        guard isNeeded else { return }
        let changes = try await database.write { session in
            var changes = MessageChanges()
            changes.messages = try session.query(
                """
                UPDATE messages SET state = 'failed', error_code = $2, finished_at = $1
                WHERE state IN ('queued', 'taken') AND deadline <= $1 RETURNING id
                """, [.time(moment), .text(ErrorCode.agentTimeout.rawValue)]
            ).map { try $0.id("id") }
            for message in try session.unheard(since: silence) where try session.move(message, at: moment, &changes) {
                changes.messages.append(message.id)
            }
            return changes
        }
        changes.announce(signal)
    }
}

extension SQLSession {
    /// Queued messages of agents that work on nothing and have not asked for any since. Both states are named beside the
    /// one that is meant, because the index of waiting messages is for exactly these two.
    fileprivate func unheard(since silence: Timestamp) throws -> [Message] {
        try query(
            """
            SELECT m.* FROM messages m
            WHERE m.state IN ('queued', 'taken') AND m.state = 'queued' AND m.queued_at <= $1
                AND m.is_direct = 0 AND m.moved_from IS NULL
                AND NOT EXISTS (SELECT 1 FROM threads h WHERE h.id = m.thread_id AND h.session_id IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM messages t WHERE t.agent_id = m.agent_id
                    AND t.state IN ('queued', 'taken') AND t.state = 'taken')
                AND EXISTS (SELECT 1 FROM agents a JOIN agents o ON o.type_id = a.type_id
                    WHERE a.id = m.agent_id AND o.id <> a.id AND o.state = 'running' AND o.deleted_at IS NULL)
            ORDER BY m.created_at, m.id
            """, [.time(silence)]
        ).map { try Message($0) }
    }
}
