// SPDX-License-Identifier: Apache-2.0
import Logging
package import TrustCore

/// Sees to it that no message is left lying: what is past its deadline is given up, and what an agent does not ask for
/// goes to another one. Also forgets what need not be kept.
package struct MessageKeeper: Sendable {
    private let messages: any MessageStore
    private let requests: any RequestStore
    private let webhooks: any WebhookStore
    private let clock: WallClock
    private let logger: Logger
    private let interval: Duration
    private let silence: Duration

    /// How long ended deliveries are kept, in seconds.
    private static let deliveryLifetime: Int64 = 30 * 24 * 3600

    /// Looks once every `interval`; a message may lie for as long as `silence` says.
    package init(
        _ ports: ControlPorts, interval: Duration = .seconds(1), silence: Duration = MessagePatience.silence
    ) {
        messages = ports.messages
        requests = ports.requests
        webhooks = ports.webhooks
        clock = ports.clock
        logger = ports.logger
        self.interval = interval
        self.silence = silence
    }

    /// Works until the task is cancelled.
    package func run() async {
        let began = clock.now()
        var forgotten = ContinuousClock.now - .seconds(3600)
        while !Task.isCancelled {
            do {
                try await look(since: began)
                if ContinuousClock.now - forgotten >= .seconds(3600) {
                    try await forget()
                    forgotten = .now
                }
            } catch is CancellationError {
                return
            } catch {
                logger.error("messages could not be looked at", metadata: ["error.type": "\(type(of: error))"])
            }
            do { try await Task.sleep(for: interval) } catch { return }
        }
    }

    /// One look. Agents had no server to ask before `began`.
    package func look(since began: Timestamp) async throws {
        let now = clock.now()
        let silent = now.adding(seconds: -silence.components.seconds)
        // What lay here while there was no server is not the agents' silence.
        let isLate = began <= silent
        try await messages.sweep(at: now, silence: isLate ? silent : Timestamp(microseconds: 0))
    }

    private func forget() async throws {
        let now = clock.now()
        try await requests.forget(before: now.adding(seconds: -RepeatableRequest.lifetime))
        try await webhooks.forget(endedBefore: now.adding(seconds: -Self.deliveryLifetime))
    }
}
