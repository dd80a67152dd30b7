// SPDX-License-Identifier: Apache-2.0
import NIOCore
import TrustCore
import TrustDialects

/// The stage that reads what must be known of a body; the rest of it stays bytes.
enum Decode {
    static func scan(_ body: ByteBuffer) throws(Refusal) -> RequestScan {
        do throws(RequestScanError) {
            return try body.withBytes { (bytes) throws(RequestScanError) in try RequestScan(bytes) }
        } catch {
            throw Refusal(400, .invalidRequest, error.message, isFinal: true)
        }
    }
}

extension ByteBuffer {
    /// The readable bytes, with typed errors.
    func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        let result: Result<R, E> = withUnsafeReadableBytes { bytes in
            do throws(E) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// A buffer with one change in it.
    func applying(_ splice: Splice) -> ByteBuffer {
        var result = ByteBuffer()
        result.reserveCapacity(readableBytes + splice.replacement.utf8.count)
        withUnsafeReadableBytes { bytes in
            _ = result.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[..<splice.range.lowerBound]))
            _ = result.writeString(splice.replacement)
            _ = result.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[splice.range.upperBound...]))
        }
        return result
    }
}
