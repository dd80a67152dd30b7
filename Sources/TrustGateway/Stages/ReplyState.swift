// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import TrustDialects

/// How far the reply to a call has come.
struct ReplyState {
    enum Framing {
        /// The provider has said how long it is.
        case length
        case chunked
        /// To an HTTP/1.0 caller: it ends with the connection.
        case untilClose
    }

    var head: HTTPResponseHead?
    var framing = Framing.chunked
    /// As the provider says, where it holds for the caller too.
    var length: Int?
    /// Watches a stream.
    var scanner: StreamScanner?
    /// A JSON reply, to be read for its usage at the end; `nil` where it can't be read.
    var readable: ByteBuffer?
    /// Whether parts are still added to `readable`.
    var isReadable = false
    /// The body of an error, to be redacted.
    var collected: ByteBuffer?
    /// Where the data of the chunk that is being put together begins in the caller's buffer.
    var chunkStart: Int?

    /// The status that the caller sees; 0 where none was sent.
    var status: Int { head.map { Int($0.status.code) } ?? 0 }
}
