// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import TrustCore

/// One event loop's connections to one upstream: kept alive, bounded, the latest used first.
final class UpstreamPool {
    let endpoint: UpstreamEndpoint
    /// The `Host` of its requests.
    let authority: String
    private unowned let loop: LoopContext
    private var idle: [UpstreamHandler] = []
    /// Connections that exist or are being made.
    private var open = 0

    init(endpoint: UpstreamEndpoint, loop: LoopContext) {
        self.endpoint = endpoint
        authority = endpoint.authority
        self.loop = loop
    }

    var isEmpty: Bool { open == 0 }
    /// For each step of making a connection.
    var connectTimeout: TimeAmount { TimeAmount(loop.timeouts.connect) }

    /// An idle connection that is still up, as far as is known.
    func take() -> UpstreamHandler? {
        while let upstream = idle.popLast() {
            if upstream.isActive { return upstream }
        }
        return nil
    }

    /// Takes a connection back.
    func put(_ upstream: UpstreamHandler) {
        guard upstream.isActive, idle.count < loop.limits.idleUpstreamConnections, !loop.isDraining else {
            upstream.close()
            return
        }
        upstream.idleSince = .now()
        idle.append(upstream)
    }

    func closed(_ upstream: UpstreamHandler) {
        open -= 1
        idle.removeAll { $0 === upstream }
    }

    /// Makes a connection for a call, which learns how it went.
    func connect(for call: Call, attempt: Int) {
        guard open < loop.limits.upstreamConnections else {
            call.connectFailed(.busy, attempt: attempt)
            return
        }
        open += 1
        loop.counters.upstreamConnects += 1
        let bound = NIOLoopBound((pool: self, call: call), eventLoop: loop.eventLoop)
        ClientBootstrap(group: loop.eventLoop)
            .connectTimeout(TimeAmount(loop.timeouts.connect))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let (pool, call) = bound.value
                    try pool.configure(channel, for: call, attempt: attempt)
                }
            }
            .connect(host: endpoint.host, port: endpoint.port)
            .assumeIsolated()
            .whenFailure { _ in
                // A connection that was made reports to its handler; one that never was has none to report.
                self.open -= 1
                call.connectFailed(.unreachable, attempt: attempt)
            }
    }

    private func configure(_ channel: any Channel, for call: Call, attempt: Int) throws {
        let handlers = channel.pipeline.syncOperations
        if endpoint.isTLS {
            // An address has no server name to indicate; it is checked against the certificate's addresses.
            let isAddress = (try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port)) != nil
            try handlers.addHandler(
                NIOSSLClientHandler(context: loop.setup.tls, serverHostname: isAddress ? nil : endpoint.host))
        }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = loop.limits.headerBytes
        try handlers.addHandler(UpstreamWire())
        try handlers.addHandler(
            ByteToMessageHandler(
                HTTPResponseDecoder(
                    leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop,
                    limitConfiguration: limits)))
        try handlers.addHandler(
            UpstreamHandler(
                pool: self, call: call, attempt: attempt, mayConnect: loop.setup.configuration.mayConnect))
    }

    func closeIdle(since moment: NIODeadline) {
        // The oldest stand first, since the latest is taken first.
        while let first = idle.first, first.idleSince < moment {
            idle.removeFirst()
            first.close()
        }
    }

    func closeAll() {
        let all = idle
        idle = []
        for upstream in all { upstream.close() }
    }
}
