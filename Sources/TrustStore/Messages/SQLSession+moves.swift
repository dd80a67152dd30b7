// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Who is to be woken once a transaction that ended or moved messages is committed.
struct MessageChanges: Sendable {
    var messages: [MessageID] = []
    var inboxes: [AgentID] = []

    func announce(_ signal: MessageSignal) {
        for agent in inboxes { signal.wake(.inbox(agent)) }
        for message in messages { signal.wake(.message(message)) }
    }
}

extension SQLSession {
    /// Finds another place for an agent's unfinished messages, or ends them. Each goes to the least busy running agent
    /// of the type, its thread with it; one that was sent to this very agent, has a thread that its caller named, or
    /// has moved before, ends with the code that `code` gives for its state.
    func relocateMessages(
        of agent: AgentID, in states: [Message.State], at moment: Timestamp, code: (Message.State) -> ErrorCode
    ) throws -> MessageChanges {
        var changes = MessageChanges()
        for message in try unfinished(of: agent, in: states) {
            changes.messages.append(message.id)
            if try move(message, at: moment, &changes) { continue }
            try execute(
                """
                UPDATE messages SET state = 'failed', error_code = $2, finished_at = $3
                WHERE id = $1 AND state IN ('queued', 'taken')
                """, [.id(message.id), .text(code(message.state).rawValue), .time(moment)])
        }
        return changes
    }

    func unfinished(of agent: AgentID, in states: [Message.State]) throws -> [Message] {
        let list = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try query(
            "SELECT * FROM messages WHERE agent_id = $1 AND state IN (\(list)) ORDER BY created_at, id", [.id(agent)]
        ).map { try Message($0) }
    }

    /// - Returns: whether there was an agent to move it to.
    func move(_ message: Message, at moment: Timestamp, _ changes: inout MessageChanges) throws -> Bool {
        guard !message.isDirect, message.movedFrom == nil else { return false }
        let row = try query("SELECT * FROM threads WHERE id = $1", [.id(message.thread)]).first
        guard let thread = try row.map({ try ConversationThread($0) }), thread.session == nil else { return false }
        // An earlier message of the thread may have taken it along already.
        let known: AgentID? = thread.agent == message.agent ? nil : thread.agent
        guard let target = try known ?? otherAgent(than: message.agent, in: message.organization) else {
            return false
        }
        try execute(
            "UPDATE threads SET agent_id = $2 WHERE id = $1", [.id(message.thread), .id(target)])
        try execute(
            """
            UPDATE messages SET state = 'queued', agent_id = $2, moved_from = $3, queued_at = $4
            WHERE id = $1 AND state IN ('queued', 'taken')
            """, [.id(message.id), .id(target), .id(message.agent), .time(moment)])
        changes.inboxes.append(target)
        return true
    }

    /// The running agent of the same type with the fewest messages.
    private func otherAgent(than agent: AgentID, in organization: OrganizationID) throws -> AgentID? {
        try query(
            """
            SELECT a.id AS id FROM agents a
            WHERE a.organization_id = $2 AND a.id <> $1 AND a.state = 'running' AND a.deleted_at IS NULL
                AND a.type_id = (SELECT type_id FROM agents WHERE id = $1)
            ORDER BY (SELECT COUNT(*) FROM messages m WHERE m.agent_id = a.id AND m.state IN ('queued', 'taken')),
                a.id
            LIMIT 1
            """, [.id(agent), .id(organization)]
        ).first?.id("id")
    }
}
