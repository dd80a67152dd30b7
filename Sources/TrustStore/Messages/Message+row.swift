// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Message {
    init(_ row: SQLRow) throws {
        self.init(
            id: try row.id("id"), organization: try row.id("organization_id"), agent: try row.id("agent_id"),
            thread: try row.id("thread_id"), state: try row.member("state"), content: try row.text("content"),
            isDirect: try row.integer("is_direct") != 0, movedFrom: try row.idIfPresent("moved_from"),
            deadline: try row.time("deadline"), reply: try row.textIfPresent("reply"),
            errorCode: try row.textIfPresent("error_code").map { ErrorCode(rawValue: $0) },
            toolCalls: try row.integer("tool_calls"),
            tools: try row.textIfPresent("tools").map { $0.split(separator: " ").map(String.init) },
            createdAt: try row.time("created_at"), finishedAt: try row.timeIfPresent("finished_at"))
    }
}

extension ConversationThread {
    init(_ row: SQLRow) throws {
        self.init(
            id: try row.id("id"), organization: try row.id("organization_id"), agent: try row.id("agent_id"),
            session: try row.textIfPresent("session_id"), createdAt: try row.time("created_at"))
    }
}

extension SQLValue {
    /// What people and models wrote. A NUL, which text columns can't hold, becomes the replacement character, so that
    /// it neither cuts the text nor keeps a message from being finished.
    static func prose(_ text: String?) -> SQLValue {
        .optionalText(text?.replacing("\u{0}", with: "\u{FFFD}"))
    }

    /// Names of tools, with a blank between them; one that is no name is left out.
    static func toolNames(_ names: [String]?) -> SQLValue {
        func isName(_ text: String) -> Bool {
            (1...ChannelReply.toolNameLimit).contains(text.utf8.count)
                && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        }
        return .optionalText(names?.filter(isName).prefix(ChannelReply.toolLimit).joined(separator: " "))
    }
}

extension SQLSession {
    func message(_ id: MessageID) throws -> Message? {
        try query("SELECT * FROM messages WHERE id = $1", [.id(id)]).first.map { try Message($0) }
    }
}
