// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

/// A request while it comes in.
final class IncomingRequest {
    let head: HTTPRequestHead
    /// With its question mark, or empty.
    let query: Substring
    var destination = Destination.health
    var caller: Authenticate.Caller?
    var body = ByteBuffer()
    /// The longest body that is taken.
    var limit = 0
    /// Bytes of a refused body that were thrown away.
    var discarded = 0
    private var expected = 0

    init(head: HTTPRequestHead, query: Substring) {
        self.head = head
        self.query = query
    }

    /// Notes the announced length of the body. It is a promise, not a fact: room is made for little of it beforehand.
    func expect(_ length: Int) { expected = min(length, 1 << 20) }

    /// - Returns: whether there is room for it.
    func add(_ bytes: ByteBuffer) -> Bool {
        guard body.readableBytes + bytes.readableBytes <= limit else { return false }
        if body.readableBytes == 0 {
            if bytes.readableBytes >= expected {
                // All of it in one piece: no copy.
                body = bytes
                return true
            }
            body = ByteBuffer()
            body.reserveCapacity(expected)
        }
        body.writeImmutableBuffer(bytes)
        return true
    }
}
