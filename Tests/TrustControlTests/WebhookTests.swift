// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustControl
import TrustCore
import TrustStore
import TrustVault

/// Deliveries, to real receivers on loopback.
@Suite(.timeLimit(.minutes(5)))
struct WebhookTests {
    /// Runs the dispatcher, with pauses of nothing, for the length of a piece of work.
    private func dispatching<R: Sendable>(
        _ house: House, _ body: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        let dispatcher = WebhookDispatcher(
            house.ports, asking: house.control.asking, pauses: [.zero], spacing: .milliseconds(1))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await dispatcher.run() }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    private func ended(_ house: House, _ id: CallbackID) async throws -> WebhookDelivery {
        while true {
            let delivery = try #require(
                try await house.repositories.webhooks.delivery(id, in: house.organization.id))
            if delivery.state != .pending { return delivery }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test func aReceiverThatRefusesIsTriedFourTimes() async throws {
        try await House.with { house in
            let receiver = try StubProvider { _ in StubProvider.Reply(status: 500, body: "") }
            _ = try await house.control.webhooks.set(house.owner, url: "http://127.0.0.1:\(receiver.port)/hook")
            try await dispatching(house) {
                let test = try await house.control.webhooks.test(house.owner)
                let delivery = try await ended(house, test.id)
                #expect(delivery.state == .failed)
                #expect(delivery.attempts == 4)
                #expect(delivery.lastFailure == .refused)
                #expect(delivery.lastStatus == 500)
            }
        }
    }

    @Test func nobodyThereIsUnreachable() async throws {
        try await House.with { house in
            _ = try await house.control.webhooks.set(house.owner, url: "http://127.0.0.1:1/hook")
            try await dispatching(house) {
                let test = try await house.control.webhooks.test(house.owner)
                let delivery = try await ended(house, test.id)
                #expect(delivery.lastFailure == .unreachable)
                #expect(delivery.lastStatus == nil)
            }
        }
    }

    @Test func withoutItsSecretADeliveryFailsAtOnce() async throws {
        try await House.with { house in
            _ = try await house.control.webhooks.set(house.owner, url: "http://127.0.0.1:1/hook")
            let test = try await house.control.webhooks.test(house.owner)
            try await house.control.webhooks.remove(house.owner)
            try await dispatching(house) {
                let delivery = try await ended(house, test.id)
                #expect(delivery.lastFailure == .noSecret)
                #expect(delivery.attempts == 1)
            }
        }
    }

    @Test func theSecretIsShownOnceAndOpensAtItsOwnPlaceOnly() async throws {
        try await House.with { house in
            let webhooks = house.control.webhooks
            #expect(await code { try await webhooks.show(house.owner) } == .webhookNotSet)
            #expect(await code { try await webhooks.delivery(for: house.owner) } == .webhookNotSet)
            let first = try await webhooks.set(house.owner, url: "https://hooks.example.com/")
            let shown = try #require(first.secret?.withBytes { String(decoding: $0, as: UTF8.self) })
            #expect(shown.hasPrefix("whs_"))
            let again = try await webhooks.set(house.owner, url: nil)
            let isShownAgain = again.secret != nil
            #expect(!isShownAgain)
            let stored = try await webhooks.show(house.owner)
            #expect(stored.url == nil && stored.secretNumber == 1)
            let opened = try await house.ports.vault.open(
                stored.secret, at: CredentialLocation(webhookOf: house.organization.id, secretNumber: 1))
            #expect(text(of: opened) == shown)
            for location in [
                CredentialLocation(webhookOf: .make(), secretNumber: 1),
                CredentialLocation(webhookOf: house.organization.id, secretNumber: 2), .fingerprintKey,
            ] {
                await #expect(throws: VaultError.self) {
                    _ = try await house.ports.vault.open(stored.secret, at: location)
                }
            }
            let rotated = try await webhooks.rotate(house.owner)
            let number = rotated.webhook.secretNumber
            #expect(number == 2)
            let fresh = rotated.secret?.withBytes { String(decoding: $0, as: UTF8.self) }
            #expect(fresh != shown)
            #expect(await code { try await webhooks.show(house.caller(.member)) } == .forbidden)
            let audited = try await house.audited()
            for action in ["webhook.set", "webhook.rotate"] {
                #expect(audited.contains("\(action) intended") && audited.contains("\(action) succeeded"))
            }
        }
    }
}
