// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// Where answers are sent to.
struct WebhookAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.get(
            "/api/v1/webhook", requires: .permission(.manageWebhook),
            APIOperation("Where answers are delivered to", answers: .ok(WebhookResponse.self))
        ) { _, context in
            try JSONAnswer.make(WebhookResponse(try await control.webhooks.show(context.caller)))
        }
        routes.put(
            "/api/v1/webhook", requires: .permission(.manageWebhook),
            APIOperation(
                "Say where answers are delivered to; the first time, the secret is shown this once",
                takes: .required(WebhookRequest.self), answers: .ok(WebhookResponse.self))
        ) { request, context in
            let body = try StrictBody<WebhookRequest>(request, context)
            guard body.value.webhookURL != nil || body.nullFields.contains("webhook_url") else {
                throw ControlError.invalid("webhook_url", "This is required.")
            }
            return try answer(try await control.webhooks.set(context.caller, url: body.value.webhookURL), context)
        }
        routes.delete(
            "/api/v1/webhook", requires: .permission(.manageWebhook),
            APIOperation("Deliver no more answers", answers: .noContent)
        ) { _, context in
            try await control.webhooks.remove(context.caller)
            return JSONAnswer.noContent
        }
        routes.post(
            "/api/v1/webhook/secret", requires: .permission(.manageWebhook),
            APIOperation("Make a new secret, shown this once", answers: .ok(WebhookResponse.self))
        ) { _, context in
            try answer(try await control.webhooks.rotate(context.caller), context)
        }
        routes.post(
            "/api/v1/webhook/test", requires: .permission(.manageWebhook),
            APIOperation(
                "Deliver a try", takes: .optional(WebhookRequest.self), answers: .accepted(DeliveryResponse.self))
        ) { request, context in
            var url: String?
            if context.body.count > 0 { url = try StrictBody<WebhookRequest>(request, context).value.webhookURL }
            let delivery = try await control.webhooks.test(context.caller, url: url)
            return try JSONAnswer.make(DeliveryResponse(delivery), status: .accepted)
        }
        routes.get(
            "/api/v1/webhook/deliveries", requires: .permission(.manageWebhook),
            APIOperation("List deliveries, newest first", listing: DeliveryResponse.self)
        ) { request, context in
            let query = try PageQuery(request)
            let list = try await control.webhooks.deliveries(
                context.caller, before: Self.cursor(query), limit: query.limit + 1)
            let items = list.prefix(query.limit).map { DeliveryResponse($0) }
            return try JSONAnswer.make(
                Page(items: items, nextCursor: list.count > items.count ? items.last?.callbackID : nil))
        }
    }

    private func answer(_ view: consuming WebhookView, _ context: ControlContext) throws -> Response {
        let text = view.secret?.withBytes { String(decoding: $0, as: UTF8.self) }
        if text != nil { context.notes.showsSecret() }
        return try JSONAnswer.make(WebhookResponse(view.webhook, secret: text))
    }

    private static func cursor(_ query: PageQuery) throws(ControlError) -> CallbackID? {
        guard let text = query.cursor else { return nil }
        guard text.hasPrefix("cb_"), let id = CallbackID(String(text.dropFirst(3))) else {
            throw .invalid("cursor", "This is not a cursor of this list.")
        }
        return id
    }
}

extension WebhookResponse {
    init(_ webhook: Webhook, secret: String? = nil) {
        self.init(
            webhookURL: webhook.url, webhookSecret: secret, createdAt: webhook.createdAt.rfc3339,
            updatedAt: webhook.updatedAt.rfc3339)
    }
}

extension DeliveryResponse {
    init(_ delivery: WebhookDelivery) {
        self.init(
            callbackID: delivery.id.callbackText, messageID: delivery.message?.messageText,
            webhookURL: delivery.url, state: delivery.state.rawValue, attempts: delivery.attempts,
            nextAttemptAt: delivery.state == .pending ? delivery.nextAttemptAt.rfc3339 : nil,
            lastError: delivery.lastFailure?.rawValue, lastStatus: delivery.lastStatus,
            createdAt: delivery.createdAt.rfc3339, finishedAt: delivery.finishedAt?.rfc3339)
    }
}
