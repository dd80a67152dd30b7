// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

/// Stands between the response decoder and the socket. The decoder wants to see each request's head go by, to know
/// what the response answers; the bytes of the request, key and all, are written by ourselves into one buffer that is
/// used again, instead of into header strings. So the head stops here, and the bytes go on.
final class UpstreamWire: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = IOData

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head, .end: promise?.succeed()
        case .body(let bytes): context.write(wrapOutboundOut(bytes), promise: promise)
        }
    }
}
