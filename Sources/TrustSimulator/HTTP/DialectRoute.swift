// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Hummingbird
import TrustCore

/// One dialect's endpoint: reads a request, decides the answer, writes it at the wished pace.
struct DialectRoute: Sendable {
    /// The longest body that is taken, as the providers do.
    private static let longestBody = 32 * 1024 * 1024

    let dialect: ProviderType
    let wire: any Wire
    let keys: KeyCheck
    let ledger: Ledger
    let clock: WallClock

    init(_ dialect: ProviderType, keys: KeyCheck, ledger: Ledger, clock: WallClock) {
        self.dialect = dialect
        self.wire = dialect == .openai ? OpenAIWire() : AnthropicWire()
        self.keys = keys
        self.ledger = ledger
        self.clock = clock
    }

    func respond(to request: Request, context: SimulatorContext) async throws -> Response {
        let id = SimulatorID.make()
        guard keys.admits(request.headers) else { return refusal(.wrongKey(in: dialect), id: id) }
        let conversation: Conversation
        do {
            let body = try await request.body.collect(upTo: Self.longestBody)
            guard let json = try? JSONDecoder().decode(JSONValue.self, from: Data(body.readableBytesView)) else {
                throw WireError.invalid("The body is not JSON.")
            }
            conversation = try wire.conversation(from: json, version: request.headers[.anthropicVersion])
        } catch let error as WireError {
            return refusal(error, id: id)
        }
        let pacing = Pacing(headers: request.headers, model: conversation.model)
        context.note(model: conversation.model, fault: pacing.fault)
        if let error = pacing.fault?.refusal(in: dialect, model: conversation.model) {
            ledger.record(.refused, model: conversation.model, inputTokens: 0, outputTokens: 0)
            return refusal(error, id: id, retryAfter: pacing.fault?.retryAfter)
        }
        let answer = ScriptedAnswer(to: conversation)
        let facts = ReplyFacts(id: id, created: clock.now().seconds, reportsUsage: pacing.fault != .noUsage)
        let call = AnsweredCall(conversation: conversation, answer: answer, pacing: pacing, ledger: ledger)
        var headers = self.headers(id: id)
        if conversation.isStreamed {
            headers[.contentType] = "text/event-stream; charset=utf-8"
            headers[.cacheControl] = "no-cache"
            let events = wire.events(to: conversation, with: answer, facts: facts)
            return Response(status: .ok, headers: headers, body: call.body(of: events))
        }
        headers[.contentType] = "application/json"
        let reply = wire.reply(to: conversation, with: answer, facts: facts).compactText
        // The wait of a whole reply comes before its head, as with a provider that has not finished thinking.
        do {
            try await Pacing.wait(pacing.beforeFirstByte)
        } catch {
            call.settle(.interrupted)
            throw error
        }
        return Response(status: .ok, headers: headers, body: call.body(of: reply))
    }

    /// The dialect's own error answer.
    func refusal(_ error: WireError, id: String, retryAfter: Int? = nil) -> Response {
        var headers = self.headers(id: id)
        headers[.contentType] = "application/json"
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        let body = ByteBuffer(string: wire.body(of: error, id: id).compactText)
        return Response(status: .init(code: error.status), headers: headers, body: .init(byteBuffer: body))
    }

    private func headers(id: String) -> HTTPFields {
        switch dialect {
        case .openai: [.openAIRequestID: "req_\(id)"]
        case .anthropic: [.anthropicRequestID: "req_\(id)"]
        }
    }
}

/// Ids of replies: different for every call, and easy to tell from a provider's.
enum SimulatorID {
    static func make() -> String { "simulator" + String(UInt64.random(in: .min ... .max), radix: 16) }
}
