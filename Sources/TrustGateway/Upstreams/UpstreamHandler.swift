// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import NIOTLS
import TrustCore

/// One connection to a provider: hands what comes to the call that has it, and itself to the pool in between.
final class UpstreamHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPClientRequestPart

    private let pool: UpstreamPool
    private let mayConnect: @Sendable (String, String) -> Bool
    private var context: ChannelHandlerContext?
    /// The call that this connection serves, or is being made for.
    private var call: Call?
    /// Which of its attempts to connect this is.
    private let attempt: Int
    private var isReady = false
    private var isPaused = false
    private var wantsRead = false
    private var staysOpen = true
    /// Ends a TLS handshake that takes too long: the bootstrap's limit is for TCP alone.
    private var handshakeLimit: Scheduled<Void>?
    /// Head and body of requests are put together here; after a write it is used again.
    private var buffer = ByteBuffer()
    var idleSince = NIODeadline.now()

    init(
        pool: UpstreamPool, call: Call, attempt: Int, mayConnect: @escaping @Sendable (String, String) -> Bool
    ) {
        self.pool = pool
        self.call = call
        self.attempt = attempt
        self.mayConnect = mayConnect
    }

    var authority: String { pool.authority }
    var isActive: Bool { context?.channel.isActive ?? false }

    // MARK: - For the call

    /// Bodies up to this size are copied behind their head, for one write of one buffer.
    private static let joined = 32 << 10
    private static let marker = HTTPClientRequestPart.head(HTTPRequestHead(version: .http1_1, method: .POST, uri: "/"))

    /// Sends a request whose head is written by `head`.
    func send(for call: Call, body: ByteBuffer, head: (inout ByteBuffer) -> Void) {
        guard let context else { return }
        self.call = call
        staysOpen = true
        buffer.clear(minimumCapacity: 1024)
        head(&buffer)
        context.write(wrapOutboundOut(Self.marker), promise: nil)
        if body.readableBytes <= Self.joined {
            buffer.writeImmutableBuffer(body)
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        } else {
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        context.flush()
    }

    /// Stops or resumes reading, as the caller can or can't take more.
    func pause(_ pause: Bool) {
        isPaused = pause
        if !pause, wantsRead, let context {
            wantsRead = false
            context.read()
        }
    }

    /// The call is done with the connection.
    func release(reusable: Bool) {
        call = nil
        if isPaused { pause(false) }
        if reusable && staysOpen { pool.put(self) } else { close() }
    }

    func close() {
        call = nil
        context?.close(promise: nil)
    }

    // MARK: - From the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelActive(context: ChannelHandlerContext) {
        let address = context.remoteAddress?.ipAddress
        guard let address, mayConnect(pool.endpoint.host, address) else {
            let call = self.call
            self.call = nil
            context.close(promise: nil)
            call?.connectFailed(.unreachable, attempt: attempt)
            return
        }
        guard pool.endpoint.isTLS else { return ready() }
        // TLS is ready later, and says so; or never, if the other side is silent.
        guard call?.isConnecting(by: self, attempt: attempt) == true else { return close() }
        handshakeLimit = context.eventLoop.assumeIsolated().scheduleTask(in: pool.connectTimeout) {
            let call = self.call
            self.close()
            call?.connectFailed(.timedOut, attempt: self.attempt)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { ready() }
        context.fireUserInboundEventTriggered(event)
    }

    private func ready() {
        guard !isReady else { return }
        isReady = true
        endHandshakeLimit()
        // Given up meanwhile.
        guard let call else { return close() }
        self.call = nil
        if !call.connected(self, attempt: attempt, reused: false) { pool.put(self) }
    }

    private func endHandshakeLimit() {
        handshakeLimit?.cancel()
        handshakeLimit = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let call else {
            // Nobody asked for this.
            context.close(promise: nil)
            return
        }
        switch unwrapInboundIn(data) {
        case .head(let head):
            staysOpen = head.isKeepAlive
            call.headArrived(head, from: self)
        case .body(let bytes): call.bodyArrived(bytes, from: self)
        case .end: call.replyEnded(from: self)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { call?.readCompleted() }

    func read(context: ChannelHandlerContext) {
        if isPaused { wantsRead = true } else { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        pool.closed(self)
        endHandshakeLimit()
        let call = self.call
        self.call = nil
        self.context = nil
        if isReady { call?.upstreamClosed(self) } else { call?.connectFailed(.unreachable, attempt: attempt) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
