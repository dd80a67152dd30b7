// SPDX-License-Identifier: Apache-2.0
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle
package import TrustCore

/// A provider to try things on: speaks OpenAI's and Anthropic's dialects over HTTP on loopback, with predictable
/// answers and token counts, and goes wrong on demand.
///
/// No model is behind it, and everything it says begins with `[simulator]`.
///
/// ```swift
/// let simulator = SimulatorServer(key: key, logger: logger)
/// // `run()` in a task group or a service group, then:
/// let port = try await simulator.port
/// ```
package final class SimulatorServer: Service {
    /// The simulator stopped before it listened.
    package struct NotListening: Error, Sendable {}

    /// What was asked and answered so far.
    package let ledger = Ledger()

    private let keys: KeyCheck
    private let wishedPort: Int
    private let logger: Logger
    private let clock: WallClock
    private let bound = BoundPort()

    /// - Parameters:
    ///   - key: the one key that is taken; an empty one admits nobody.
    ///   - port: on 127.0.0.1; 0 takes a free one.
    ///   - clock: gives replies their time.
    ///   - logger: gets one line a request, without bodies and headers.
    package init(key: SharedSecret, port: Int = 0, clock: WallClock = WallClock(), logger: Logger) {
        self.keys = KeyCheck(key: key)
        self.wishedPort = port
        self.clock = clock
        self.logger = logger
    }

    /// The port it listens on; waits until it does.
    /// - Throws: what kept it from listening.
    package var port: Int {
        get async throws { try await bound.value }
    }

    /// Serves until the task is cancelled or the service group shuts down.
    /// - Throws: where the port can't be bound. To be called once.
    package func run() async throws {
        let openAI = DialectRoute(.openai, keys: keys, ledger: ledger, clock: clock)
        let anthropic = DialectRoute(.anthropic, keys: keys, ledger: ledger, clock: clock)
        let models = ModelRoute(openAI: openAI, anthropic: anthropic)
        let page = LedgerRoute(openAI: openAI, ledger: ledger)

        let router = Router(context: SimulatorContext.self)
        router.add(middleware: RequestLog())
        router.post("/v1/chat/completions") { try await openAI.respond(to: $0, context: $1) }
        router.post("/v1/messages") { try await anthropic.respond(to: $0, context: $1) }
        router.get("/v1/models") { models.respond(to: $0, context: $1) }
        router.get("/simulator/ledger") { try page.respond(to: $0, context: $1) }

        let bound = bound
        let logger = logger
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: wishedPort), serverName: "ag2trust-simulator"),
            onServerRunning: { channel in
                guard let port = channel.localAddress?.port else { return bound.settle(.failure(NotListening())) }
                logger.notice("simulator listening", metadata: ["port": "\(port)"])
                bound.settle(.success(port))
            },
            logger: logger)
        do {
            try await application.run()
        } catch {
            bound.settle(.failure(error))
            throw error
        }
        bound.settle(.failure(NotListening()))
    }
}
