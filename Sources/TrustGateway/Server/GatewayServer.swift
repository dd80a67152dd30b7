// SPDX-License-Identifier: Apache-2.0
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization
package import TrustCore

/// The data plane: what agents reach. Serves the providers' APIs and the agent channel from its own event loops, with
/// the snapshot that it was last given.
///
///     let gateway = GatewayServer(configuration: …, snapshots: store, …)
///     try await gateway.run()                  // as a service, until shut down
///     let ports = try await gateway.ports()    // elsewhere, once it listens
package final class GatewayServer: Service, SnapshotPublisher, UsageFlush {
    private let configuration: GatewayConfiguration
    private let source: any SnapshotSource
    private let sink: any UsageSink
    private let opener: any CredentialOpener
    private let inbox: any AgentInbox
    private let permits: any ToolPermits
    private let toolClient: any ToolHTTPClient
    private let fingerprint: @Sendable (UnsafeRawBufferPointer) -> KeyFingerprint
    private let clock: WallClock
    private let logger: Logger

    private struct State: Sendable {
        var hasRun = false
        var running: RunningGateway?
        var ports: Result<[Int], any Error>?
        var waiting: [CheckedContinuation<[Int], any Error>] = []
    }
    private let state = Mutex(State())

    /// - Parameters:
    ///   - configuration: addresses, loops, limits.
    ///   - snapshots: where agents, routes and prices come from.
    ///   - sink: where settled calls go.
    ///   - opener: opens the keys of `leased` agents and of fallbacks.
    ///   - inbox: the agent channel's other side, for messages.
    ///   - permits: the agent channel's other side, for the rates of tool calls.
    ///   - toolClient: the agent channel's other side, for the URLs that tools fetch.
    ///   - fingerprint: the installation's keyed fingerprint of a provider key.
    ///   - clock: the wall clock.
    ///   - logger: for what the gateway logs.
    package init(
        configuration: GatewayConfiguration, snapshots: any SnapshotSource, sink: any UsageSink,
        opener: any CredentialOpener, inbox: any AgentInbox, permits: any ToolPermits,
        toolClient: any ToolHTTPClient,
        fingerprint: @escaping @Sendable (UnsafeRawBufferPointer) -> KeyFingerprint,
        clock: WallClock = WallClock(), logger: Logger
    ) {
        self.configuration = configuration
        source = snapshots
        self.sink = sink
        self.opener = opener
        self.inbox = inbox
        self.permits = permits
        self.toolClient = toolClient
        self.fingerprint = fingerprint
        self.clock = clock
        self.logger = logger
    }

    /// The ports that it listens on, in the order of the configured addresses; waits until it does.
    /// - Throws: what kept it from listening.
    package func ports() async throws -> [Int] {
        try await withCheckedThrowingContinuation { continuation in
            let known = state.withLock { state in
                if state.ports == nil { state.waiting.append(continuation) }
                return state.ports
            }
            if let known { continuation.resume(with: known) }
        }
    }

    /// What has been done so far, of all loops.
    package func counters() async -> GatewayCounters {
        await state.withLock(\.running)?.counters() ?? GatewayCounters()
    }

    /// Records the calls that are settled now. Nothing to do before the gateway runs.
    package func flush() async { await state.withLock(\.running)?.flush() }

    /// Loads a snapshot and hands it to every event loop; returns when all of them have it. Before the gateway runs
    /// there is nothing to do: it loads one when it starts.
    package func publish() async throws {
        guard let running = state.withLock(\.running) else { return }
        try await running.publish()
    }

    /// Serves until the service group shuts down, then lets calls in flight end.
    /// - Throws: `GatewayError`, or what kept it from listening.
    package func run() async throws {
        let isFirst = state.withLock { state in
            defer { state.hasRun = true }
            return !state.hasRun
        }
        guard isFirst else { throw GatewayError(.alreadyRan, "The gateway runs once.") }
        let running: RunningGateway
        do {
            running = try await RunningGateway.start(
                setup: LoopSetup(
                    configuration: configuration, fingerprint: fingerprint, inbox: inbox, permits: permits,
                    toolClient: toolClient, clock: clock, tls: try UpstreamTLS.context(for: configuration),
                    logger: logger),
                source: source, sink: sink, opener: opener)
        } catch {
            listening(.failure(error))
            throw error
        }
        state.withLock { $0.running = running }
        let ports = running.ports
        listening(.success(ports))
        logger.info("gateway listens", metadata: ["gateway.ports": "\(ports)"])
        await running.serve()
        state.withLock { $0.running = nil }
        await running.stop()
    }

    private func listening(_ result: Result<[Int], any Error>) {
        let waiting = state.withLock { state in
            state.ports = result
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(with: result) }
    }
}
