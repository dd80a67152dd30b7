// SPDX-License-Identifier: Apache-2.0
import TrustControl
import TrustCore

/// Settings > Webhook.
struct WebhookPage {
    struct Row {
        var callback: String
        var url: String
        var status: StatusLabel
        var attempts: String
        var created: Moment

        init(_ delivery: WebhookDelivery, now: Timestamp) {
            callback = delivery.id.callbackText
            url = delivery.url
            attempts = "\(delivery.attempts) of \(WebhookDelivery.attemptLimit)"
            created = .ago(delivery.createdAt, now: now)
            let reason = delivery.words
            status =
                switch delivery.state {
                case .delivered: StatusLabel(.good, "Delivered")
                case .failed: StatusLabel(.bad, "Failed", detail: reason)
                case .pending:
                    StatusLabel(.info, icon: "busy", delivery.attempts == 0 ? "Waiting" : "Again soon", detail: reason)
                }
        }
    }

    var banner: Banner?
    var url: Field
    /// Whether there is a secret, and so something to remove, rotate and test with.
    var isSet: Bool
    var canTest: Bool
    var rows: [Row]
    var isEmpty: Bool

    init(
        _ webhook: Webhook?, deliveries: [WebhookDelivery], now: Timestamp, typed: String? = nil,
        banner: Banner? = nil, error: String? = nil
    ) {
        self.banner = banner
        url = Field(
            id: "webhook-url", name: "webhook_url", label: "Address", type: "url", value: typed ?? webhook?.url ?? "",
            placeholder: "https://hooks.example.com/ag2trust",
            hint: "HTTPS, reachable from the internet. Messages may name another one.", inputMode: "url",
            required: false, error: error)
        isSet = webhook != nil
        canTest = webhook?.url != nil
        rows = deliveries.map { Row($0, now: now) }
        isEmpty = rows.isEmpty
    }
}

/// The secret, once.
struct WebhookSecretPage {
    var secret: String
}

extension WebhookDelivery {
    /// What came of the last attempt, for people; `nil` where there is nothing to say.
    var words: String? {
        switch lastFailure {
        case nil: nil
        case .addressNotAllowed: "the address is not on the internet"
        case .unreachable: "the receiver can’t be reached"
        case .timedOut: "no answer within 10 s"
        case .refused: lastStatus.map { "the receiver answered \($0)" } ?? "the receiver refused"
        case .noSecret: "the webhook was removed"
        case .unavailable: "it could not be made ready here"
        }
    }
}

extension Confirmation {
    /// The question before the webhook is removed.
    static var removingWebhook: Confirmation {
        Confirmation(
            title: "Remove the webhook?",
            consequences: ["Deliveries that are on their way fail.", "The secret is destroyed."],
            action: "/settings/webhook/remove", verb: "Remove webhook", cancel: "/settings/webhook")
    }

    /// The question before the secret is replaced.
    static var rotatingWebhookSecret: Confirmation {
        Confirmation(
            title: "Make a new secret?",
            consequences: [
                "Deliveries are signed with the new one from now on.",
                "Receivers that check with the old one refuse them until they have it.",
            ], action: "/settings/webhook/secret", verb: "Make a new secret", cancel: "/settings/webhook")
    }
}
