// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOPosix
import Synchronization

/// A caller that writes bytes as it likes, and reads when it likes.
final class RawCaller: Sendable {
    private final class Collector: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let text: Mutex<(bytes: String, isClosed: Bool)> = Mutex(("", false))
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let part = String(buffer: unwrapInboundIn(data))
            text.withLock { $0.bytes += part }
        }
        func channelInactive(context: ChannelHandlerContext) { text.withLock { $0.isClosed = true } }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    private let collector: Collector
    private let channel: any Channel

    private init(_ collector: Collector, _ channel: any Channel) {
        self.collector = collector
        self.channel = channel
    }

    /// Connects to a port of the loopback; `reads` says whether it takes what comes by itself.
    static func connect(to port: Int, reads: Bool = true) async throws -> RawCaller {
        let collector = Collector()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .channelOption(.socketOption(.so_rcvbuf), value: 16 << 10)
            .channelInitializer { $0.pipeline.addHandler(collector) }
            .connect(host: "127.0.0.1", port: port).get()
        return RawCaller(collector, channel)
    }

    func write(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)) }
    func close() async throws { try await channel.close() }
    var received: String { collector.text.withLock(\.bytes) }
    var isClosed: Bool { collector.text.withLock(\.isClosed) }

    /// Waits for something to have come.
    func wait(for text: String) async throws -> Bool { try await eventually { self.received.contains(text) } }
    func waitForClose() async throws -> Bool { try await eventually { self.isClosed } }
}

/// Waits, up to five seconds, until something is so.
func eventually(_ isSo: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<500 {
        if try await isSo() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}
