// SPDX-License-Identifier: Apache-2.0

/// What an operator can set of the gateway.
package struct GatewayConfiguration: Sendable {
    /// An address to listen on.
    package struct Address: Sendable, Hashable {
        package var host: String
        /// 0 takes a free one.
        package var port: Int
        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    package var addresses: [Address]
    /// Event loops, each with its own upstream pools and spool file.
    package var eventLoops: Int
    /// Where the spool files lie; made if it is not there.
    package var spoolDirectory: String
    package var limits: GatewayLimits
    package var timeouts: GatewayTimeouts
    /// Whether an upstream may be called at an IP address, asked after connecting and before anything is sent: the
    /// operator's rule against addresses inside their network.
    package var mayConnect: @Sendable (_ host: String, _ address: String) -> Bool

    /// A PEM file of certificates that are trusted beside the system's, for upstreams with an authority of their own.
    package var trustRootsFile: String?

    package init(
        addresses: [Address] = [Address(host: "127.0.0.1", port: 8081)], eventLoops: Int, spoolDirectory: String,
        limits: GatewayLimits = GatewayLimits(), timeouts: GatewayTimeouts = GatewayTimeouts(),
        trustRootsFile: String? = nil,
        mayConnect: @escaping @Sendable (_ host: String, _ address: String) -> Bool
    ) {
        self.addresses = addresses
        self.eventLoops = eventLoops
        self.spoolDirectory = spoolDirectory
        self.limits = limits
        self.timeouts = timeouts
        self.trustRootsFile = trustRootsFile
        self.mayConnect = mayConnect
    }
}

/// Sizes and counts.
package struct GatewayLimits: Sendable, Hashable {
    /// The longest body of a call, in bytes.
    package var body = 32 << 20
    /// The longest body on the agent channel, in bytes.
    package var channelBody = 1 << 20
    /// Bytes of calls' bodies held at once, an event loop; past it calls are refused with 503.
    package var bodiesInFlight = 256 << 20
    /// All header fields of one request together, in bytes.
    package var headerBytes = 64 << 10
    package var headerFields = 100
    /// Connections of callers, an event loop; more are closed at once.
    package var connections = 8192
    /// Connections to one upstream, an event loop; past it calls are refused with 503.
    package var upstreamConnections = 1024
    /// Idle connections kept to one upstream, an event loop.
    package var idleUpstreamConnections = 256
    /// The longest JSON reply that is read for its usage, and the longest error reply that is passed on, in bytes.
    package var readableReply = 16 << 20
    package var errorReply = 1 << 20
    /// Calls in flight or not yet written away, an event loop; past it calls are refused with 503.
    package var spoolSlots = 16_384
    /// What is still read of a stream, in bytes, after its caller hung up.
    package var drain = 256 << 10
    package init() {}
}

/// How long things may take.
package struct GatewayTimeouts: Sendable, Hashable {
    /// From accepting, or from a request's first byte, to its last header.
    package var header: Duration = .seconds(10)
    /// From the last header to the last byte of the body.
    package var body: Duration = .seconds(120)
    /// Between two requests of one connection.
    package var idle: Duration = .seconds(75)
    /// A caller that takes no bytes.
    package var writeStall: Duration = .seconds(30)
    /// To a connected, encrypted upstream connection.
    package var connect: Duration = .seconds(3)
    /// To the first byte of a stream's reply.
    package var firstByte: Duration = .seconds(60)
    /// Between two pieces of a stream.
    package var streamIdle: Duration = .seconds(30)
    /// To the whole reply of a call that is not streamed.
    package var whole: Duration = .seconds(600)
    /// Reading on after the caller hung up.
    package var drain: Duration = .seconds(5)
    /// Waiting for a key that is being opened.
    package var credential: Duration = .seconds(2)
    /// An unused upstream connection.
    package var upstreamIdle: Duration = .seconds(60)
    /// The long poll for messages.
    package var poll: Duration = .seconds(25)
    /// Calls in flight at shutdown.
    package var shutdown: Duration = .seconds(30)
    /// How often time limits are looked at, and so how late they can be.
    package var tick: Duration = .milliseconds(100)
    package init() {}
}
