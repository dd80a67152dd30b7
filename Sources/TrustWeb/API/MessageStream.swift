// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import Logging
import NIOCore
import TrustAPI
import TrustControl
import TrustCore

/// An answer as a stream of events, for who asks for one: `accepted`, `taken` by an agent (again where it moved to
/// another one), and `reply` or `error`; between them comments, so that nobody on the way takes the silence for the
/// end. Who hangs up leaves the message to finish.
struct MessageStream<Reply: Encodable & SendableMetatype>: Sendable {
    private static var pulse: Duration { .seconds(10) }

    let asking: AskService
    let logger: Logger
    /// The same answer as without a stream.
    let reply: @Sendable (TrustControl.Answer) -> Reply

    private struct Place: Encodable {
        var messageID: String
        var threadID: ThreadID
        var agentID: AgentID

        enum CodingKeys: String, CodingKey {
            case messageID = "message_id"
            case threadID = "thread_id"
            case agentID = "agent_id"
        }

        init(_ message: Message) {
            messageID = message.id.messageText
            threadID = message.thread
            agentID = message.agent
        }
    }

    func response(to submission: Submission) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(asyncSequence: Events(stream: self, submission: submission)))
    }

    /// The stream's pieces, made when they are asked for: whoever hangs up asks for no more.
    private struct Events: AsyncSequence, AsyncIteratorProtocol, Sendable {
        let stream: MessageStream
        let submission: Submission
        /// As it was last told; `nil` before anything was.
        private var seen: Message?
        private var isOver = false

        init(stream: MessageStream, submission: Submission) {
            self.stream = stream
            self.submission = submission
        }

        func makeAsyncIterator() -> Events { self }

        mutating func next() async throws -> ByteBuffer? {
            if isOver { return nil }
            guard let seen else {
                // As it was when it was taken in; a message that is found again may be further.
                var accepted = submission.message
                accepted.state = .queued
                accepted.finishedAt = nil
                self.seen = accepted
                return try Self.event("accepted", Place(accepted))
            }
            let now = try await stream.asking.progress(of: seen, within: MessageStream.pulse)
            self.seen = now
            if now.finishedAt != nil {
                isOver = true
                return try await end(now)
            }
            let isNew = now.state != seen.state || now.agent != seen.agent
            return isNew && now.state == .taken
                ? try Self.event("taken", Place(now)) : ByteBuffer(string: ": waiting\n\n")
        }

        private func end(_ message: Message) async throws -> ByteBuffer {
            do {
                return try Self.event(
                    "reply", stream.reply(try await stream.asking.answer(submission, message)))
            } catch let error as any PresentableError {
                let refusal = Refusal(error, logger: stream.logger)
                return try Self.event(
                    "error",
                    ErrorBody(error: refusal.message, errorCode: refusal.code, details: refusal.details))
            }
        }

        private static func event(_ name: String, _ value: some Encodable) throws -> ByteBuffer {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            var buffer = ByteBuffer(string: "event: \(name)\ndata: ")
            // JSON has no line breaks in it, so that one line of data holds it.
            buffer.writeBytes(try encoder.encode(value))
            buffer.writeString("\n\n")
            return buffer
        }
    }
}

extension Request {
    /// Whether it names the type of event streams in `Accept`.
    var acceptsEventStream: Bool {
        headers[values: .accept].contains { value in
            value.lowercased().split(separator: ",").contains {
                $0.prefix { $0 != ";" }.filter { $0 != " " } == "text/event-stream"
            }
        }
    }
}
