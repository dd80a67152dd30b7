// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore

/// A call whose answer is decided: writes it and settles it in the ledger, once.
struct AnsweredCall: Sendable {
    let conversation: Conversation
    let answer: ScriptedAnswer
    let pacing: Pacing
    let ledger: Ledger

    func settle(_ outcome: Ledger.Outcome) {
        ledger.record(
            outcome, model: conversation.model, inputTokens: conversation.inputTokens,
            outputTokens: answer.outputTokens)
    }

    /// A stream: one write an event, so that a reader sees them as they come.
    func body(of events: [WireEvent]) -> ResponseBody {
        ResponseBody { writer in
            do {
                try await Pacing.wait(pacing.beforeFirstByte)
                for (index, event) in events.enumerated() {
                    try await fail(before: index, of: events.count)
                    if index > 0 { try await Pacing.wait(pacing.betweenEvents) }
                    try await writer.write(ByteBuffer(string: event.text))
                }
                try await writer.finish(nil)
            } catch {
                settle(.interrupted)
                throw error
            }
            settle(wholeOutcome)
        }
    }

    /// A whole reply; where it is to break off, it does so in the middle.
    func body(of reply: String) -> ResponseBody {
        let bytes = Array(reply.utf8)
        return ResponseBody(contentLength: bytes.count) { writer in
            do {
                switch pacing.fault {
                case .cut, .stall:
                    try await writer.write(ByteBuffer(bytes: bytes[..<(bytes.count / 2)]))
                    if case .stall(let seconds) = pacing.fault { try await Pacing.wait(.seconds(seconds)) }
                    throw BrokenOff()
                default:
                    try await writer.write(ByteBuffer(bytes: bytes))
                    try await writer.finish(nil)
                }
            } catch {
                settle(.interrupted)
                throw error
            }
            settle(wholeOutcome)
        }
    }

    private func fail(before index: Int, of count: Int) async throws {
        switch pacing.fault {
        case .cut(let events) where index == events: throw BrokenOff()
        case .stall(let seconds) where index == count / 2:
            try await Pacing.wait(.seconds(seconds))
            throw BrokenOff()
        default: return
        }
    }

    /// The outcome of an answer that came to its end. OpenAI's streams have no usage unless it was asked for.
    private var wholeOutcome: Ledger.Outcome {
        let tellsUsage = !conversation.isStreamed || conversation.includesUsage
        return tellsUsage && pacing.fault != .noUsage ? .completed : .withoutUsage
    }
}
