// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// `PUT /api/v1/webhook` and `POST /api/v1/webhook/test`.
package struct WebhookRequest: RequestBody {
    /// An https address; `null` takes the default one away.
    package var webhookURL: String?

    package init(webhookURL: String?) { self.webhookURL = webhookURL }

    package enum CodingKeys: String, CodingKey, CaseIterable { case webhookURL = "webhook_url" }
    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// An organization's webhook.
package struct WebhookResponse: Codable, Sendable, Hashable {
    package var webhookURL: String?
    /// What deliveries are signed with; only in the answer that made it.
    package var webhookSecret: String?
    package var createdAt: String
    package var updatedAt: String

    package init(webhookURL: String?, webhookSecret: String?, createdAt: String, updatedAt: String) {
        self.webhookURL = webhookURL
        self.webhookSecret = webhookSecret
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    package enum CodingKeys: String, CodingKey {
        case webhookURL = "webhook_url"
        case webhookSecret = "webhook_secret"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(webhookURL, forKey: .webhookURL)
        try container.encodeIfPresent(webhookSecret, forKey: .webhookSecret)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(updatedAt, forKey: .updatedAt)
    }
}

/// One answer on its way to a receiver.
package struct DeliveryResponse: Codable, Sendable, Hashable {
    package var callbackID: String
    /// `null` for a test.
    package var messageID: String?
    package var webhookURL: String
    /// `pending`, `delivered` or `failed`.
    package var state: String
    package var attempts: Int64
    /// While another attempt is to come, RFC 3339.
    package var nextAttemptAt: String?
    /// `address_not_allowed`, `unreachable`, `timed_out`, `refused`, `no_secret` or `unavailable`.
    package var lastError: String?
    /// The status that the receiver answered last.
    package var lastStatus: Int64?
    package var createdAt: String
    package var finishedAt: String?

    package init(
        callbackID: String, messageID: String?, webhookURL: String, state: String, attempts: Int64,
        nextAttemptAt: String?, lastError: String?, lastStatus: Int64?, createdAt: String, finishedAt: String?
    ) {
        self.callbackID = callbackID
        self.messageID = messageID
        self.webhookURL = webhookURL
        self.state = state
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.lastError = lastError
        self.lastStatus = lastStatus
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }

    package enum CodingKeys: String, CodingKey {
        case state, attempts
        case callbackID = "callback_id"
        case messageID = "message_id"
        case webhookURL = "webhook_url"
        case nextAttemptAt = "next_attempt_at"
        case lastError = "last_error"
        case lastStatus = "last_status"
        case createdAt = "created_at"
        case finishedAt = "finished_at"
    }
}
