// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// What a request asks, whichever dialect it came in.
struct Conversation: Sendable, Equatable {
    /// One thing that was said.
    struct Turn: Sendable, Equatable {
        enum Role: Sendable { case system, user, assistant, tool }
        var role: Role
        var text: String
    }

    /// A tool that the caller offers, with the JSON schema of its arguments.
    struct Tool: Sendable, Equatable {
        var name: String
        var schema: JSONValue
    }

    var model: String
    var turns: [Turn]
    var tools: [Tool]
    var isStreamed: Bool
    /// OpenAI's `stream_options.include_usage`; Anthropic's streams always carry usage.
    var includesUsage: Bool
    /// The longest answer, in tokens.
    var maxTokens: Int?

    /// The last thing that a person said.
    var question: String { turns.last { $0.role == .user }?.text ?? "" }

    /// What tools gave back since the question.
    var toolResults: [String] {
        let asked = turns.lastIndex { $0.role == .user } ?? turns.startIndex
        return turns[asked...].filter { $0.role == .tool }.map(\.text)
    }

    /// The tokens that went in: the words of all turns, at least one.
    var inputTokens: Int { max(1, turns.reduce(0) { $0 + TokenCount.words(in: $1.text) }) }
}

/// How the simulator counts: one token a word, so that anybody can predict it.
package enum TokenCount {
    /// The pieces between white space.
    package static func words(in text: String) -> Int { text.split(whereSeparator: \.isWhitespace).count }
}
