// SPDX-License-Identifier: Apache-2.0
import Logging
import TrustCore
import TrustOutbound
import TrustVault

/// Delivers answers: one a second an organization, up to four attempts each, further and further apart. An attempt is
/// written down before it begins, so that a server that ends in the middle tries again later, and a receiver may get
/// the same delivery twice; its callback id tells.
package struct WebhookDispatcher: Sendable {
    private let store: any WebhookStore
    private let messages: any MessageStore
    private let asking: AskService
    private let vault: Vault
    private let receivers: ReceiverClient
    private let clock: WallClock
    private let logger: Logger
    private let pauses: [Duration]
    private let spacing: Duration

    /// Longer than an attempt can take: until then it is another process's, or still running.
    private static let attemptLength: Int64 = 15
    private static let interval: Duration = .milliseconds(200)

    /// - Parameters:
    ///   - ports: what it stands on.
    ///   - asking: knows what answers took.
    ///   - pauses: after the first, second and third attempt; each is varied by a quarter.
    ///   - spacing: between two attempts of one organization.
    package init(
        _ ports: ControlPorts, asking: AskService,
        pauses: [Duration] = [.seconds(2), .seconds(15), .seconds(120)], spacing: Duration = .seconds(1)
    ) {
        store = ports.webhooks
        messages = ports.messages
        vault = ports.vault
        receivers = ports.receivers
        clock = ports.clock
        logger = ports.logger
        self.asking = asking
        self.pauses = pauses
        self.spacing = spacing
    }

    /// Works until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            var next: [OrganizationID: ContinuousClock.Instant] = [:]
            while !Task.isCancelled {
                do {
                    let now = ContinuousClock.now
                    next = next.filter { $0.value > now }
                    for delivery in try await store.due(at: clock.now(), limit: 100)
                    where next[delivery.organization] == nil {
                        let begun = try await begin(delivery)
                        next[delivery.organization] = now + spacing
                        group.addTask { await attempt(begun) }
                    }
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("deliveries could not be begun", metadata: ["error.type": "\(type(of: error))"])
                }
                do { try await Task.sleep(for: Self.interval) } catch { return }
            }
        }
    }

    private func begin(_ delivery: WebhookDelivery) async throws -> WebhookDelivery {
        var delivery = delivery
        delivery.attempts += 1
        delivery.nextAttemptAt = clock.now().adding(seconds: Self.attemptLength)
        try await store.update(delivery)
        return delivery
    }

    private func attempt(_ delivery: WebhookDelivery) async {
        var delivery = delivery
        do {
            delivery.lastStatus = nil
            switch try await send(delivery) {
            case .answered(let status):
                delivery.lastStatus = Int64(status)
                delivery.lastFailure = (200..<300).contains(status) ? nil : .refused
            case .notAllowed: delivery.lastFailure = .addressNotAllowed
            case .unreachable: delivery.lastFailure = .unreachable
            case .timedOut: delivery.lastFailure = .timedOut
            case nil: delivery.lastFailure = .noSecret
            }
        } catch is CancellationError {
            return
        } catch {
            logger.error(
                "an answer could not be made ready for delivery",
                metadata: ["webhook.callback": "\(delivery.id)", "error.type": "\(type(of: error))"])
            delivery.lastFailure = .unavailable
        }
        settle(&delivery)
        do {
            try await store.update(delivery)
        } catch {
            logger.error("a delivery's outcome could not be stored", metadata: ["webhook.callback": "\(delivery.id)"])
        }
    }

    private func settle(_ delivery: inout WebhookDelivery) {
        let now = clock.now()
        switch delivery.lastFailure {
        case nil: (delivery.state, delivery.finishedAt) = (.delivered, now)
        case .addressNotAllowed, .noSecret: (delivery.state, delivery.finishedAt) = (.failed, now)
        case .unreachable, .timedOut, .refused, .unavailable:
            if delivery.attempts >= WebhookDelivery.attemptLimit {
                (delivery.state, delivery.finishedAt) = (.failed, now)
            } else {
                let pause = pauses.isEmpty ? .zero : pauses[min(Int(delivery.attempts) - 1, pauses.count - 1)]
                let seconds = Double(pause / .milliseconds(1)) / 1000 * .random(in: 0.75...1.25)
                delivery.nextAttemptAt = Timestamp(microseconds: now.microseconds + Int64(seconds * 1_000_000))
            }
        }
    }

    /// - Returns: what came of it; `nil` where there is no secret to sign with.
    private func send(_ delivery: WebhookDelivery) async throws -> ReceiverOutcome? {
        guard let webhook = try await store.webhook(of: delivery.organization) else { return nil }
        let body = try await body(of: delivery)
        let secret = try await vault.open(
            webhook.secret,
            at: CredentialLocation(webhookOf: webhook.organization, secretNumber: webhook.secretNumber))
        let signature = WebhookSignature.header(for: body, secret: secret)
        return try await receivers.post(
            body, to: delivery.url,
            headers: [
                ("Content-Type", "application/json"), ("User-Agent", "ag2trust-webhook/1"),
                ("X-Callback-ID", delivery.id.callbackText), ("X-Webhook-Signature", signature),
            ])
    }

    private func body(of delivery: WebhookDelivery) async throws -> [UInt8] {
        guard let id = delivery.message else { return try WebhookBody(testOf: delivery).bytes() }
        guard let message = try await messages.message(id, in: delivery.organization) else {
            throw StoreError(.notFound("message"))
        }
        let thread = try await messages.thread(message.thread, in: delivery.organization)
        return try WebhookBody(
            delivery, message, session: thread?.session, try await asking.metadata(of: message)
        ).bytes()
    }
}
