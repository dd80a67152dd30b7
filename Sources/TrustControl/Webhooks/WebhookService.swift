// SPDX-License-Identifier: Apache-2.0
package import TrustCore
import TrustOutbound
import TrustVault

/// A webhook as people see it, with its secret where that was just made.
package struct WebhookView: ~Copyable, Sendable {
    package let webhook: Webhook
    /// Shown once.
    package let secret: SecretBytes?
}

/// Where an organization's answers are sent to.
package struct WebhookService: Sendable {
    private let store: any WebhookStore
    private let vault: Vault
    private let receivers: ReceiverClient
    private let audit: AuditTrail
    private let clock: WallClock

    package init(_ ports: ControlPorts, audit: AuditTrail) {
        store = ports.webhooks
        vault = ports.vault
        receivers = ports.receivers
        clock = ports.clock
        self.audit = audit
    }

    /// The webhook, where there is one.
    package func find(_ caller: Caller) async throws -> Webhook? {
        try caller.require(.manageWebhook)
        return try await store.webhook(of: caller.organization)
    }

    /// - Throws: `WEBHOOK_NOT_SET`.
    package func show(_ caller: Caller) async throws -> Webhook {
        guard let webhook = try await find(caller) else { throw Self.notSet }
        return webhook
    }

    /// Sets the default address, or takes it away; the first time with a new secret.
    /// - Throws: `WEBHOOK_URL_NOT_ALLOWED` (`webhook_url`).
    package func set(_ caller: Caller, url: String?) async throws -> WebhookView {
        try caller.require(.manageWebhook)
        if let url { try check(url) }
        let known = try await store.webhook(of: caller.organization)
        return try await put(caller, "webhook.set", known: known, url: url, makesSecret: known == nil)
    }

    /// Gives the organization a new secret; from now on deliveries are signed with that one. Makes the webhook where
    /// there is none.
    package func rotate(_ caller: Caller) async throws -> WebhookView {
        try caller.require(.manageWebhook)
        let known = try await store.webhook(of: caller.organization)
        return try await put(caller, "webhook.rotate", known: known, url: known?.url, makesSecret: true)
    }

    /// Takes address and secret away. What is still on its way fails.
    /// - Throws: `WEBHOOK_NOT_SET`.
    package func remove(_ caller: Caller) async throws {
        try caller.require(.manageWebhook)
        let operation = try await audit.begin("webhook.remove", on: Self.subject(caller), by: caller)
        try await audit.recordingFailure(of: operation) {
            guard try await store.remove(of: caller.organization, audit: operation.outcome(.succeeded)) else {
                throw Self.notSet
            }
        }
    }

    /// Sends a delivery that says it is a test, to the default address or to another one.
    /// - Throws: `WEBHOOK_NOT_SET`, `WEBHOOK_URL_NOT_ALLOWED` (`webhook_url`).
    package func test(_ caller: Caller, url: String? = nil) async throws -> WebhookDelivery {
        try caller.require(.manageWebhook)
        let delivery = try await delivery(for: caller, url: url)
        try await store.insert(delivery)
        return delivery
    }

    /// A delivery for a message that is about to be sent, to an address of its own or the default one.
    /// - Throws: `WEBHOOK_NOT_SET` where there is no secret to sign with, or no address; `WEBHOOK_URL_NOT_ALLOWED`
    ///   (`webhook_url`).
    package func delivery(for caller: Caller, url: String? = nil) async throws -> WebhookDelivery {
        if let url { try check(url) }
        guard let webhook = try await store.webhook(of: caller.organization), let url = url ?? webhook.url else {
            throw Self.notSet
        }
        let moment = clock.now()
        return WebhookDelivery(
            id: .make(at: moment), organization: caller.organization, message: nil, url: url, createdAt: moment)
    }

    /// The latest deliveries, newest first; those before `cursor`.
    /// - Throws: `NOT_FOUND` (the cursor).
    package func deliveries(
        _ caller: Caller, before cursor: CallbackID? = nil, limit: Int = 50
    ) async throws -> [WebhookDelivery] {
        try caller.require(.manageWebhook)
        return try await store.deliveries(in: caller.organization, before: cursor, limit: min(max(1, limit), 201))
    }

    private func check(_ url: String) throws(ControlError) {
        do {
            try receivers.check(url)
        } catch {
            throw ControlError(.webhookURLNotAllowed, error.message, details: ["field": "webhook_url"])
        }
    }

    private func put(
        _ caller: Caller, _ action: String, known: Webhook?, url: String?, makesSecret: Bool
    ) async throws -> WebhookView {
        let operation = try await audit.begin(action, on: Self.subject(caller), by: caller)
        let moment = clock.now()
        var secret: SecretBytes?
        var webhook: Webhook
        do {
            if makesSecret || known == nil {
                let fresh = TokenMint.make(.webhook)
                let number = (known?.secretNumber ?? 0) + 1
                webhook = Webhook(
                    organization: caller.organization, url: url, secretNumber: number,
                    secret: try await vault.seal(
                        fresh, for: CredentialLocation(webhookOf: caller.organization, secretNumber: number)),
                    createdAt: known?.createdAt ?? moment, updatedAt: moment)
                secret = consume fresh
            } else if let known {
                webhook = known
                webhook.url = url
                webhook.updatedAt = moment
            } else {
                throw Self.notSet
            }
            try await store.put(
                webhook,
                audit: operation.outcome(
                    .succeeded, details: ["url": url ?? "", "secret_number": String(webhook.secretNumber)]))
        } catch {
            let code = (error as? any PresentableError)?.errorCode ?? .internalError
            try? await audit.end(operation, .failed, details: ["error_code": code.rawValue])
            throw error
        }
        return WebhookView(webhook: webhook, secret: secret)
    }

    private static func subject(_ caller: Caller) -> String { "organization:\(caller.organization)" }

    private static var notSet: ControlError {
        ControlError(.webhookNotSet, "No webhook is set. Set one first; its secret signs what is delivered.")
    }
}
