// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import TrustCore
import TrustDialects

/// One caller's connection: collects a request, has it admitted or refused, and is the place where the reply is put
/// together. One request at a time; what comes meanwhile waits.
final class CallerHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// Between requests; `begun` where some of the next head may have come.
        case idle(begun: Bool)
        case collecting(IncomingRequest)
        /// The request is refused once its body is through.
        case refusing(Refusal, IncomingRequest)
        /// A call, or an operation of the agent channel, is under way.
        case busy
        case closing
    }

    let loop: LoopContext
    var phase = Phase.idle(begun: true)
    var context: ChannelHandlerContext?
    /// The other side's; `nil` where it has none.
    private(set) var address: NetworkAddress?
    var deadline: NIODeadline
    var call: Call?
    var task: Task<Void, Never>?
    var waitingParts = CircularBuffer<HTTPServerRequestPart>()
    var isTakingWaiting = false
    var wantsRead = false
    var unwritableSince: NIODeadline?
    /// Bytes of the present request's body that count in the loop's.
    var bodyBytes = 0
    var isPolling = false
    /// Where the reply is put together; after a write it is used again.
    var buffer = ByteBuffer()
    var keepsAlive = true
    var requestID: RequestID
    var dialect: ProviderType?

    init(loop: LoopContext) {
        self.loop = loop
        deadline = .now() + TimeAmount(loop.timeouts.header)
        requestID = loop.ids.make(at: loop.setup.clock.now())
    }

    // MARK: - From the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        address = context.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
        if !loop.add(self) { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { loop.remove(self) }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        phase = .closing
        loop.remove(self)
        releaseBody()
        task?.cancel()
        task = nil
        let call = self.call
        self.call = nil
        call?.callerGone()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if case .busy = phase {
            waitingParts.append(part)
        } else {
            take(part)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Something has come, but not a whole head: from here on it has to hurry.
        if case .idle(begun: false) = phase {
            phase = .idle(begun: true)
            deadline = .now() + TimeAmount(loop.timeouts.header)
        }
    }

    func read(context: ChannelHandlerContext) {
        // A caller that sends requests ahead waits until their turn comes.
        if waitingParts.isEmpty { context.read() } else { wantsRead = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        unwritableSince = isWritable ? nil : .now()
        call?.callerWritable(isWritable)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch phase {
        case .idle, .collecting, .refusing:
            guard error is HTTPParserError || error is NIOHTTPDecoderError else { return closeNow() }
            keepsAlive = false
            let isTooLong = error as? HTTPParserError == .headerOverflow || error is NIOHTTPDecoderError
            answer(isTooLong ? .headersTooLarge : .badRequest)
        case .busy:
            // The request that is being served was whole; what came after it was not one.
            keepsAlive = false
            if !(error is HTTPParserError) { closeNow() }
        case .closing: closeNow()
        }
    }

    // MARK: - Time

    func tick(_ now: NIODeadline) {
        if let since = unwritableSince, now - since >= TimeAmount(loop.timeouts.writeStall) { return closeNow() }
        call?.tick(now)
        guard now >= deadline else { return }
        switch phase {
        case .collecting, .refusing:
            keepsAlive = false
            answer(.tooSlow)
        case .idle, .closing: closeNow()
        case .busy: break
        }
    }

    func drain() {
        switch phase {
        case .idle: closeNow()
        case .busy:
            keepsAlive = false
            // A long poll has nothing to lose; other operations end by themselves.
            if isPolling { task?.cancel() }
        case .collecting, .refusing: keepsAlive = false
        case .closing: break
        }
    }
}
