// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension SendMessageRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .message: .text(1...Message.contentLimit),
            .webhookURL: "Where the answer is to be sent; then it is not waited for.",
            .sessionID: "The caller's own name for the conversation; good for this agent only.",
        ]
    }
}

extension MessageMetadata: Annotated {
    package static var notes: [CodingKeys: Note] {
        [.tokensUsed: .nullIsUnknown, .model: .nullIsUnknown, .durationMs: .nullIsUnknown, .toolCalls: .nullIsUnknown]
    }
}

extension MessageItem: Annotated {
    package static var notes: [CodingKeys: Note] {
        [.message: "What was asked.", .content: "What was answered; empty before that."]
    }
}

extension HistoryResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [.nextCursor: Note("Hand it back as `cursor` to get what follows; `null` at the end.").alwaysThere]
    }
}

extension CustomerUsageResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .period: "The last 24 hours, 7 days or 30 days.", .tokensUsed: "As far as they are known.",
            .rateLimitReset: .format("date-time"),
        ]
    }
}

extension WebhookRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [.webhookURL: "An https address; `null` takes the default one away."]
    }
}

extension WebhookResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .webhookURL: Note("Where answers go whose message names no address.").alwaysThere,
            .webhookSecret: "What deliveries are signed with; only in the answer that made it.",
        ]
    }
}

extension Note {
    fileprivate static let nullIsUnknown = Note("`null` where it is not known.").alwaysThere
}
