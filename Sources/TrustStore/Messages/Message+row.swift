// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Message {
    init(_ row: SQLRow) throws {
        self.init(
            id: try row.id("id"), organization: try row.id("organization_id"), agent: try row.id("agent_id"),
            thread: try row.id("thread_id"), state: try row.member("state"), content: try row.text("content"),
            reply: try row.textIfPresent("reply"),
            errorCode: try row.textIfPresent("error_code").map { ErrorCode(rawValue: $0) },
            toolCalls: try row.integer("tool_calls"), createdAt: try row.time("created_at"),
            finishedAt: try row.timeIfPresent("finished_at"))
    }
}

extension SQLValue {
    /// What people and models wrote. A NUL, which text columns can't hold, becomes the replacement character, so that
    /// it neither cuts the text nor keeps a message from being finished.
    static func prose(_ text: String?) -> SQLValue {
        .optionalText(text?.replacing("\u{0}", with: "\u{FFFD}"))
    }
}

extension SQLSession {
    func message(_ id: MessageID) throws -> Message? {
        try query("SELECT * FROM messages WHERE id = $1", [.id(id)]).first.map { try Message($0) }
    }

    /// Ends an agent's messages that nobody will answer any more. - Returns: which.
    func failMessages(
        of agent: AgentID, in states: [Message.State], code: ErrorCode, at moment: Timestamp
    ) throws -> [MessageID] {
        let list = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try query(
            """
            UPDATE messages SET state = 'failed', error_code = $2, finished_at = $3
            WHERE agent_id = $1 AND state IN (\(list)) RETURNING id
            """, [.id(agent), .text(code.rawValue), .time(moment)]
        ).map { try $0.id("id") }
    }
}
