// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What was said, read later.
extension AskService {
    /// The latest messages of an agent, newest first; those before `cursor`.
    /// - Throws: `AGENT_NOT_FOUND`, `NOT_FOUND` (the cursor).
    package func messages(
        _ caller: Caller, ofAgent id: AgentID, before cursor: MessageID? = nil, limit: Int = 50
    ) async throws -> [Message] {
        try caller.require(.viewConversations)
        _ = try await agent(id, caller)
        return try await messages.messages(
            ofAgent: id, in: caller.organization, before: cursor, limit: min(max(1, limit), 201))
    }

    /// A conversation, oldest first; what comes after `cursor`.
    /// - Throws: `NOT_FOUND`.
    package func history(
        _ caller: Caller, of id: ThreadID, after cursor: MessageID? = nil, limit: Int = 50
    ) async throws -> (thread: ConversationThread, messages: [Message]) {
        try caller.require(.viewConversations)
        guard let thread = try await messages.thread(id, in: caller.organization),
            try await reaches(thread.agent, caller)
        else { throw ControlError.notFound("conversation") }
        let list = try await messages.messages(
            ofThread: id, in: caller.organization, after: cursor, limit: min(max(1, limit), 201))
        return (thread, list)
    }

    /// What messages took, as far as it is recorded.
    package func metadata(_ caller: Caller, of list: [Message]) async throws -> [MessageID: AnswerMetadata] {
        try caller.require(.viewConversations)
        let figures = try await messages.figures(of: list.map(\.id), in: caller.organization)
        return Dictionary(
            list.map { ($0.id, AnswerMetadata(figures[$0.id] ?? MessageFigures(), $0)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Waits until something has become of a message since it was `seen`, or the time is over.
    package func progress(of seen: Message, within limit: Duration) async throws -> Message {
        try await messages.changed(seen.id, from: seen, within: limit) ?? seen
    }
}
