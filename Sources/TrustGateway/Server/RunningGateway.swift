// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import TrustCore

/// The gateway while it runs: its loops, its listening sockets, and the work beside the calls.
struct RunningGateway: Sendable {
    private let setup: LoopSetup
    private let group: MultiThreadedEventLoopGroup
    private let loops: [NIOLoopBound<LoopContext>]
    private let timers: [RepeatedTask]
    private let listeners: [any Channel]
    private let writer: SpoolWriter
    private let source: any SnapshotSource
    private let holder: CredentialHolder
    private let relay = SnapshotRelay()

    // MARK: - Starting

    /// Opens the spool, settles what an earlier process left open, and listens.
    static func start(
        setup: LoopSetup, source: any SnapshotSource, sink: any UsageSink, opener: any CredentialOpener
    ) async throws -> RunningGateway {
        let configuration = setup.configuration
        guard !configuration.addresses.isEmpty else { throw GatewayError(.noAddress, "The gateway has no address.") }
        let count = max(1, configuration.eventLoops)
        let files = try SpoolDirectory(path: configuration.spoolDirectory).open(
            loops: count, slots: configuration.limits.spoolSlots)
        let interrupted = files.all.reduce(0) { $0 + $1.settleInterrupted() }
        if interrupted > 0 {
            setup.logger.warning(
                "calls were interrupted when the last process ended", metadata: ["calls": "\(interrupted)"])
        }

        let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
        do {
            var loops: [NIOLoopBound<LoopContext>] = []
            for (eventLoop, file) in zip(group.makeIterator(), files.ofLoops) {
                loops.append(
                    try await eventLoop.submit {
                        NIOLoopBound(
                            LoopContext(eventLoop: eventLoop, setup: setup, spool: file), eventLoop: eventLoop)
                    }.get())
            }
            let listeners = try await listen(configuration, group: group, loops: loops)
            return RunningGateway(
                setup: setup, group: group, loops: loops, listeners: listeners, files: files, source: source,
                sink: sink, opener: opener)
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    private init(
        setup: LoopSetup, group: MultiThreadedEventLoopGroup, loops: [NIOLoopBound<LoopContext>],
        listeners: [any Channel], files: SpoolDirectory.Files, source: any SnapshotSource, sink: any UsageSink,
        opener: any CredentialOpener
    ) {
        self.setup = setup
        self.group = group
        self.loops = loops
        self.listeners = listeners
        self.source = source
        let tick = TimeAmount(setup.configuration.timeouts.tick)
        timers = loops.map { loop in
            loop.eventLoop.scheduleRepeatedTask(initialDelay: tick, delay: tick) { _ in loop.value.tick() }
        }
        let own = zip(loops, files.ofLoops).map { loop, file in
            SpoolWriter.Source(file: file) { slots in loop.eventLoop.execute { loop.value.spool.release(slots) } }
        }
        writer = SpoolWriter(
            sources: own + files.left.map { SpoolWriter.Source(file: $0, released: nil) }, sink: sink,
            logger: setup.logger)
        holder = CredentialHolder(opener: opener, logger: setup.logger) { keys in
            for loop in loops { loop.eventLoop.execute { loop.value.install(keys: keys) } }
        }
    }

    private static func listen(
        _ configuration: GatewayConfiguration, group: MultiThreadedEventLoopGroup, loops: [NIOLoopBound<LoopContext>]
    ) async throws -> [any Channel] {
        let byLoop = Dictionary(
            loops.map { (ObjectIdentifier($0.eventLoop), $0) }, uniquingKeysWith: { first, _ in first })
        let headers = configuration.limits
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Room for a whole prompt of an agent's usual size: a body that comes in one read is not copied.
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 2048, maximum: 128 << 10)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = byLoop[ObjectIdentifier(channel.eventLoop)] else {
                        throw ChannelError.inappropriateOperationForState
                    }
                    var limits = NIOHTTPDecoderLimitConfiguration()
                    limits.maxHeaderListSize = headers.headerBytes
                    limits.maxHeaderFieldSize = headers.headerBytes
                    limits.maxHeaderFieldCount = headers.headerFields
                    try channel.pipeline.syncOperations.addHandlers(
                        ByteToMessageHandler(
                            HTTPRequestDecoder(
                                leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop,
                                limitConfiguration: limits)),
                        CallerHandler(loop: loop.value))
                }
            }
        var listeners: [any Channel] = []
        do {
            for address in configuration.addresses {
                listeners.append(try await bootstrap.bind(host: address.host, port: address.port).get())
            }
        } catch {
            for listener in listeners { try? await listener.close() }
            throw error
        }
        return listeners
    }

    // MARK: - Running

    var ports: [Int] { listeners.compactMap { $0.localAddress?.port } }

    /// Does the work beside the calls until shutdown begins.
    func serve() async {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await writer.run() }
            tasks.addTask { await followSnapshots() }
            tasks.addTask { await holdKeys() }
            // Ends when shutdown begins, in order or by cancellation.
            try? await gracefulShutdown()
            await drainCalls()
            tasks.cancelAll()
        }
    }

    /// Records what is settled now; what can't be is tried again by the writer.
    func flush() async { try? await writer.drain() }

    func publish() async throws { await install(try await source.load()) }

    private func install(_ snapshot: GatewaySnapshot) async {
        for loop in loops {
            // An `execute` each, and a wait for the last: the promise is that all of them have it.
            try? await loop.eventLoop.submit { loop.value.install(snapshot) }.get()
        }
        relay.pass(snapshot)
    }

    private func followSnapshots() async {
        let changes = source.changes()
        await loadUntilItWorks()
        for await _ in changes { await loadUntilItWorks() }
    }

    /// The last snapshot serves on while the store is away.
    private func loadUntilItWorks() async {
        var pause = Duration.milliseconds(100)
        while !Task.isCancelled {
            do {
                return try await publish()
            } catch {
                setup.logger.error("no snapshot could be loaded", metadata: ["error": "\(type(of: error))"])
                do { try await Task.sleep(for: pause) } catch { return }
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    /// Opens the keys that snapshots call for, and tries again those that could not be opened.
    private func holdKeys() async {
        await withDiscardingTaskGroup { openings in
            let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            openings.addTask {
                for await snapshot in relay.snapshots {
                    await holder.want(snapshot)
                    wake.yield()
                }
                wake.finish()
            }
            openings.addTask {
                while !Task.isCancelled {
                    do { try await Task.sleep(for: .milliseconds(250)) } catch { break }
                    wake.yield()
                }
            }
            for await _ in wakes {
                for key in await holder.due() { openings.addTask { await holder.open(key) } }
            }
        }
    }

    /// The counters of all loops.
    func counters() async -> GatewayCounters {
        var sum = GatewayCounters()
        for loop in loops {
            if let counters = try? await loop.eventLoop.submit({ loop.value.counters }).get() { sum = sum + counters }
        }
        return sum
    }

    // MARK: - Stopping

    /// Takes no more connections and waits for calls in flight, up to the limit.
    private func drainCalls() async {
        for listener in listeners { try? await listener.close() }
        for loop in loops { loop.eventLoop.execute { loop.value.drain() } }
        let end = ContinuousClock.now + setup.configuration.timeouts.shutdown
        while ContinuousClock.now < end, !Task.isCancelled {
            var isQuiet = true
            for loop in loops {
                if (try? await loop.eventLoop.submit({ loop.value.isQuiet }).get()) == false { isQuiet = false }
            }
            if isQuiet { return }
            do { try await Task.sleep(for: .milliseconds(50)) } catch { return }
        }
    }

    /// Ends what is left, writes usage away and gives everything back.
    func stop() async {
        relay.finish()
        for timer in timers { timer.cancel() }
        for loop in loops { try? await loop.eventLoop.submit { loop.value.closeAll() }.get() }
        await holder.dropAll()
        do {
            try await writer.drain()
        } catch {
            setup.logger.error(
                "usage stays in the spool until the next start", metadata: ["error": "\(type(of: error))"])
        }
        try? await group.shutdownGracefully()
    }
}
