// SPDX-License-Identifier: Apache-2.0
package import NIOCore
import Synchronization

/// A collected request body, zeroed when it goes: it may hold a secret until that has been cut out.
package final class BodyBuffer: Sendable {
    private let buffer: Mutex<ByteBuffer>

    package init(_ buffer: consuming sending ByteBuffer = ByteBuffer()) { self.buffer = Mutex(buffer) }

    package var count: Int { buffer.withLock { $0.readableBytes } }

    /// Lends the bytes, which may be overwritten.
    package func withBytes<R, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        // Out of the lock for the length of the call, and held by nobody else: writing to it makes no copy.
        var taken = buffer.withLock { buffer in
            let taken = buffer
            buffer = ByteBuffer()
            return taken
        }
        let result: Result<R, E> = taken.withUnsafeMutableReadableBytes { bytes in
            do throws(E) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        buffer.withLock { $0 = taken }
        return try result.get()
    }

    /// Overwrites the bytes with zeroes.
    package func erase() {
        buffer.withLock { buffer in
            buffer.withUnsafeMutableReadableBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) }
        }
    }

    deinit { erase() }
}
