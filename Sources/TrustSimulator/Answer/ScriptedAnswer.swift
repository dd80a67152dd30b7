// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

/// The answer that follows from a conversation, always the same for the same conversation.
struct ScriptedAnswer: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case text(String)
        case toolCall(name: String, arguments: JSONValue)
    }

    /// Why the answer ends.
    enum End: Sendable { case complete, length, toolCall }

    var content: Content
    var end: End
    var outputTokens: Int

    /// What every answer begins with, so that nobody takes it for a model's.
    static let mark = "[simulator]"
    /// The longest answer that "in N words" may ask for.
    static let longest = 4000

    /// Decides the answer: a tool call where the question asks for one that is offered, a quote of the results once
    /// it has been carried out as often as asked, and otherwise a sentence that repeats the question.
    init(to conversation: Conversation) {
        let results = conversation.toolResults
        if let wish = ToolWish(in: conversation.question) {
            guard let tool = conversation.tools.first(where: { $0.name == wish.tool }) else {
                self.init(text: "\(Self.mark) No tool named \(wish.tool) was offered.", limit: conversation.maxTokens)
                return
            }
            if results.count < wish.times {
                self.init(calling: tool, asked: conversation.question)
                return
            }
        }
        if !results.isEmpty {
            let quoted = results.map { Self.folded($0, limit: 400) }.joined(separator: " | ")
            self.init(text: "\(Self.mark) The tool returned: \(quoted)", limit: conversation.maxTokens)
        } else {
            self.init(text: Self.sentence(for: conversation.question), limit: conversation.maxTokens)
        }
    }

    private init(calling tool: Conversation.Tool, asked question: String) {
        let arguments = tool.plausibleArguments(asked: question)
        content = .toolCall(name: tool.name, arguments: arguments)
        end = .toolCall
        outputTokens = 1 + TokenCount.words(in: arguments.compactText)
    }

    private init(text: String, limit: Int?) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        if let limit, words.count > limit {
            content = .text(words.prefix(max(1, limit)).joined(separator: " "))
            end = .length
            outputTokens = max(1, limit)
        } else {
            content = .text(words.joined(separator: " "))
            end = .complete
            outputTokens = words.count
        }
    }

    private static func sentence(for question: String) -> String {
        let start = "\(mark) No model is behind this answer. You asked: \(folded(question, limit: 400))"
        guard let wished = wishedLength(in: question) else { return start }
        let missing = wished - TokenCount.words(in: start)
        if missing <= 0 { return start.split(separator: " ").prefix(max(1, wished)).joined(separator: " ") }
        return start + " " + (1...missing).map { "word\($0)" }.joined(separator: " ")
    }

    /// The N of "in N words".
    private static func wishedLength(in question: String) -> Int? {
        guard let match = question.firstMatch(of: /in (\d{1,6}) words/), let wished = Int(match.1) else { return nil }
        return min(max(1, wished), longest)
    }

    /// One line, since every line of the simulator's output must say what it is.
    private static func folded(_ text: String, limit: Int) -> String {
        String(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(limit))
    }
}

/// "use the tool NAME", or "use the tool NAME 6 times".
private struct ToolWish {
    var tool: String
    var times: Int

    init?(in question: String) {
        let pattern = /use the tool ([A-Za-z0-9_-]+)(?: (\d{1,2}) times)?/.ignoresCase()
        guard let match = question.firstMatch(of: pattern) else { return nil }
        tool = String(match.1)
        times = match.2.flatMap { Int($0) } ?? 1
    }
}
