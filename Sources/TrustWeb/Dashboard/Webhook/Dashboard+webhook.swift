// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    private static var webhookPath: String { "/settings/webhook" }

    func registerWebhook(on routes: AccessRoutes) {
        routes.get(Self.webhookPath, requires: .permission(.manageWebhook)) { request, context in
            try await webhookPage(request, context)
        }
        routes.post(Self.webhookPath, requires: .permission(.manageWebhook)) { request, context in
            let url = try context.form(request, ["webhook_url"]).text("webhook_url")
            do {
                let view = try await control.webhooks.set(context.caller, url: url.isEmpty ? nil : url)
                return try await answer(view, request, context)
            } catch {
                let refusal = try FormRefusal(error, fields: ["webhook_url"])
                return try await webhookPage(
                    request, context, typed: url, banner: refusal.banner, error: refusal.errors["webhook_url"],
                    status: refusal.status)
            }
        }
        routes.post(Self.webhookPath + "/test", requires: .permission(.manageWebhook)) { request, context in
            _ = try context.form(request, [])
            do {
                _ = try await control.webhooks.test(context.caller)
                return .seeOther(Self.webhookPath, .webhookTested)
            } catch {
                let refusal = try FormRefusal(error, fields: [])
                let banner = refusal.banner ?? Banner(.bad, "The test can’t be sent to this address.")
                return try await webhookPage(request, context, banner: banner, status: refusal.status)
            }
        }
        registerWebhookEnds(on: routes)
    }

    private func registerWebhookEnds(on routes: AccessRoutes) {
        routes.get(Self.webhookPath + "/secret", requires: .permission(.manageWebhook)) { request, context in
            try await question(.rotatingWebhookSecret, place: .webhook, request, context)
        }
        routes.post(Self.webhookPath + "/secret", requires: .permission(.manageWebhook)) { request, context in
            _ = try context.form(request, [])
            return try await answer(try await control.webhooks.rotate(context.caller), request, context)
        }
        routes.get(Self.webhookPath + "/remove", requires: .permission(.manageWebhook)) { request, context in
            try await question(.removingWebhook, place: .webhook, request, context)
        }
        routes.post(Self.webhookPath + "/remove", requires: .permission(.manageWebhook)) { request, context in
            _ = try context.form(request, [])
            try await control.webhooks.remove(context.caller)
            return .seeOther(Self.webhookPath, .webhookRemoved)
        }
    }

    /// The secret where one was made, in the answer itself: it is kept nowhere that a next page could read it from.
    private func answer(
        _ view: consuming WebhookView, _ request: Request, _ context: ControlContext
    ) async throws -> Response {
        guard let secret = view.secret?.withBytes({ String(decoding: $0, as: UTF8.self) }) else {
            return .seeOther(Self.webhookPath, .webhookChanged)
        }
        return try await page(
            WebhookSecretPage(secret: secret),
            View(place: .webhook, title: "Save this secret", template: .webhookSecret), request, context)
    }

    private func webhookPage(
        _ request: Request, _ context: ControlContext, typed: String? = nil, banner: Banner? = nil,
        error: String? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let caller = try context.caller
        let webhook = try await control.webhooks.find(caller)
        let deliveries = try await control.webhooks.deliveries(caller, limit: 20)
        let shown = WebhookPage(
            webhook, deliveries: deliveries, now: clock.now(), typed: typed, banner: banner, error: error)
        return try await page(
            shown, View(place: .webhook, title: "Webhook", template: .webhook), request, context, status: status)
    }
}
