// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A provider on loopback that remembers what it got and answers as told.
final class StubUpstream: Sendable {
    struct Received: Sendable {
        var method: String
        var uri: String
        var headers: HTTPHeaders
        var body: String
    }

    enum Reply: Sendable {
        case whole(Int, [(String, String)], String)
        /// Pieces of an event stream, each written by itself; a pause after each.
        case stream([String], pause: TimeAmount)
        /// The same, breaking off at the end instead of ending.
        case brokenStream([String])
        /// Endlessly this piece, until the caller hangs up.
        case endless(String)
        case silence
        case hangUp
    }

    private struct State {
        var received: [Received] = []
        var connections = 0
        var open: [any Channel] = []
        var bytesWritten = 0
    }
    private let state = Mutex(State())
    private let answer: @Sendable (Received) -> Reply
    private let channel: any Channel
    let port: Int

    static func start(
        tls: NIOSSLContext? = nil, _ answer: @escaping @Sendable (Received) -> Reply
    ) async throws -> StubUpstream {
        let box = Mutex<StubUpstream?>(nil)
        let shared = Shared(box: box)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(shared))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let stub = StubUpstream(channel: channel, port: channel.localAddress?.port ?? 0, answer)
        shared.set(stub)
        return stub
    }

    private init(channel: any Channel, port: Int, _ answer: @escaping @Sendable (Received) -> Reply) {
        self.channel = channel
        self.port = port
        self.answer = answer
    }

    var received: [Received] { state.withLock(\.received) }
    var connections: Int { state.withLock(\.connections) }
    var bytesWritten: Int { state.withLock(\.bytesWritten) }
    var openConnections: Int { state.withLock { $0.open.count { $0.isActive } } }

    /// Closes the connections that are open, and goes on listening.
    func closeConnections() async {
        for channel in state.withLock(\.open) { try? await channel.close() }
    }

    func stop() async {
        try? await channel.close()
        await closeConnections()
    }

    private final class Shared: Sendable {
        private let stub: Mutex<StubUpstream?>
        init(box: consuming Mutex<StubUpstream?>) { stub = box }
        func set(_ value: StubUpstream) { stub.withLock { $0 = value } }
        var value: StubUpstream? { stub.withLock { $0 } }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart
        private let shared: Shared
        private var head: HTTPRequestHead?
        private var body = ByteBuffer()

        init(_ shared: Shared) { self.shared = shared }

        func channelActive(context: ChannelHandlerContext) {
            let channel = context.channel
            shared.value?.state.withLock {
                $0.connections += 1
                $0.open.append(channel)
            }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body.clear()
            case .body(let bytes): body.writeImmutableBuffer(bytes)
            case .end:
                guard let head, let stub = shared.value else { return }
                let received = Received(
                    method: head.method.rawValue, uri: head.uri, headers: head.headers, body: String(buffer: body))
                stub.state.withLock { $0.received.append(received) }
                reply(stub.answer(received), context, stub)
            }
        }

        private func reply(_ reply: Reply, _ context: ChannelHandlerContext, _ stub: StubUpstream) {
            switch reply {
            case .whole(let status, let headers, let text):
                var fields = HTTPHeaders(headers)
                fields.replaceOrAdd(name: "content-length", value: "\(text.utf8.count)")
                if !fields.contains(name: "content-type") {
                    fields.add(name: "content-type", value: "application/json")
                }
                write(.head(.init(version: .http1_1, status: .init(statusCode: status), headers: fields)), context)
                write(.body(.byteBuffer(ByteBuffer(string: text))), context)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .stream(let pieces, let pause):
                beginStream(context)
                next(pieces[...], pause, context)
            case .brokenStream(let pieces):
                beginStream(context)
                for piece in pieces {
                    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: piece)))), promise: nil)
                }
                context.close(promise: nil)
            case .endless(let piece):
                beginStream(context)
                pour(ByteBuffer(string: piece), context, stub)
            case .silence: break
            case .hangUp: context.close(promise: nil)
            }
        }

        private func write(_ part: HTTPServerResponsePart, _ context: ChannelHandlerContext) {
            context.write(wrapOutboundOut(part), promise: nil)
        }

        private func beginStream(_ context: ChannelHandlerContext) {
            write(
                .head(
                    .init(
                        version: .http1_1, status: .ok,
                        headers: ["content-type": "text/event-stream; charset=utf-8", "set-cookie": "a=b"])), context)
            context.flush()
        }

        private func next(_ pieces: ArraySlice<String>, _ pause: TimeAmount, _ context: ChannelHandlerContext) {
            guard let piece = pieces.first else {
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
                return
            }
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: piece)))), promise: nil)
            context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
                self.next(pieces.dropFirst(), pause, context)
            }
        }

        private func pour(_ piece: ByteBuffer, _ context: ChannelHandlerContext, _ stub: StubUpstream) {
            guard context.channel.isActive else { return }
            if context.channel.isWritable {
                stub.state.withLock { $0.bytesWritten += piece.readableBytes }
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(piece))), promise: nil)
            }
            context.eventLoop.assumeIsolated().scheduleTask(in: .microseconds(200)) { self.pour(piece, context, stub) }
        }
    }
}
