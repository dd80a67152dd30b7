// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// One event of a stream; OpenAI's have no name.
struct WireEvent: Sendable, Equatable {
    var name: String?
    var data: String

    /// As it goes over the wire.
    var text: String { (name.map { "event: \($0)\n" } ?? "") + "data: \(data)\n\n" }
}

/// A reply's facts that are not in the answer.
struct ReplyFacts: Sendable {
    /// Different for every call.
    var id: String
    /// Seconds of the wall clock.
    var created: Int64
    /// `false` leaves usage out, which no provider should do and some do.
    var reportsUsage: Bool
}

/// A request that the provider would refuse, in its own words.
struct WireError: Error, Sendable, Equatable {
    var status: Int
    /// The dialect's `type`.
    var type: String
    /// OpenAI's `code`.
    var code: String?
    var message: String
}

/// How one dialect reads requests and writes replies.
protocol Wire: Sendable {
    /// - Throws: `WireError` where the provider would answer 400.
    func conversation(from body: JSONValue, version: String?) throws -> Conversation
    func reply(to conversation: Conversation, with answer: ScriptedAnswer, facts: ReplyFacts) -> JSONValue
    func events(to conversation: Conversation, with answer: ScriptedAnswer, facts: ReplyFacts) -> [WireEvent]
    /// The body of an error; `id` is the request's.
    func body(of error: WireError, id: String) -> JSONValue
}

extension WireError {
    /// What both dialects say about a body that is not what it should be.
    static func invalid(_ message: String, code: String? = nil) -> WireError {
        WireError(status: 400, type: "invalid_request_error", code: code, message: message)
    }
}
