// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

/// What a receiver gets. Its bytes are the same at every attempt.
struct WebhookBody: Encodable {
    struct Block: Encodable {
        var type: String
        var text: String?
        var error: String?
        var details: String?
    }

    struct Metadata: Encodable {
        var tokensUsed: Int64?
        var model: String?
        var durationMs: Int64?

        enum CodingKeys: String, CodingKey {
            case tokensUsed = "tokens_used"
            case model
            case durationMs = "duration_ms"
        }

        // What is not known is said to be `null`, not left out.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(tokensUsed, forKey: .tokensUsed)
            try container.encode(model, forKey: .model)
            try container.encode(durationMs, forKey: .durationMs)
        }
    }

    var callbackID: String
    var messageID: String?
    var threadID: ThreadID?
    var sessionID: String?
    var agentID: AgentID?
    var timestamp: String
    var status: String
    var content: [Block]
    var metadata: Metadata

    enum CodingKeys: String, CodingKey {
        case callbackID = "callback_id"
        case messageID = "message_id"
        case threadID = "thread_id"
        case sessionID = "session_id"
        case agentID = "agent_id"
        case timestamp, status, content, metadata
    }

    /// The answer to a message, or why there is none.
    init(_ delivery: WebhookDelivery, _ message: Message, session: String?, _ metadata: AnswerMetadata) {
        callbackID = delivery.id.callbackText
        messageID = message.id.messageText
        threadID = message.thread
        sessionID = session
        agentID = message.agent
        timestamp = (message.finishedAt ?? message.createdAt).rfc3339
        status = message.state == .done ? "completed" : "failed"
        self.metadata = Metadata(
            tokensUsed: metadata.tokens, model: metadata.model, durationMs: metadata.duration)
        if message.state == .done {
            content = [Block(type: "text", text: message.reply ?? "")]
        } else {
            let code = message.errorCode ?? .agentFailed
            content = [
                Block(type: "error", error: code.rawValue, details: message.reply ?? AskService.words(for: code))
            ]
        }
    }

    /// A test.
    init(testOf delivery: WebhookDelivery) {
        callbackID = delivery.id.callbackText
        timestamp = delivery.createdAt.rfc3339
        status = "completed"
        content = [Block(type: "text", text: "This is a test of your webhook.")]
        metadata = Metadata()
    }

    func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}

extension MessageID {
    /// As the customer API writes it.
    package var messageText: String { "msg_\(self)" }
}

extension CallbackID {
    /// As the customer API writes it.
    package var callbackText: String { "cb_\(self)" }
}
