// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import TrustAPI
import TrustCore

/// A JSON body with secrets in it, overwritten when it goes.
///
/// The secrets are written into the buffer byte by byte and are never text. The buffer has its full size from the
/// start, so that it does not grow and leave a copy behind.
struct SecretBody: ~Copyable {
    /// The body. Whoever sends it may hold it for as long as the call takes.
    private(set) var buffer: ByteBuffer

    /// The fields of `body`, and room for `secretBytes` bytes of secrets.
    init(_ body: some RequestBody, secretBytes: Int) throws {
        let encoded = try JSONEncoder().encode(body)
        // A byte becomes six at most: \u0000. Names and punctuation of the secret fields fit in the rest.
        buffer = ByteBufferAllocator().buffer(capacity: encoded.count + 6 * secretBytes + 256)
        buffer.writeBytes(encoded.dropLast())
    }

    /// Writes one more field.
    mutating func add(_ name: String, _ secret: borrowing SecretBytes) {
        // The encoded body is `{` alone where it has no field.
        if buffer.readableBytes > 1 { buffer.writeInteger(UInt8(ascii: ",")) }
        buffer.writeString("\"\(name)\":\"")
        secret.withBytes { bytes in
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    buffer.writeInteger(UInt8(ascii: "\\"))
                    buffer.writeInteger(byte)
                case 0..<0x20:
                    buffer.writeString("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
                default:
                    buffer.writeInteger(byte)
                }
            }
        }
        buffer.writeInteger(UInt8(ascii: "\""))
    }

    /// Closes the object; nothing can be added after it.
    mutating func finish() {
        buffer.writeInteger(UInt8(ascii: "}"))
    }

    deinit {
        // The client may still hold a reference: writing through the buffer would copy it and overwrite the copy.
        // The storage itself is what must go, whoever else looks at it; by now nobody sends it any more.
        buffer.withVeryUnsafeBytes { bytes in
            _ = UnsafeMutableRawBufferPointer(mutating: bytes).initializeMemory(as: UInt8.self, repeating: 0)
        }
    }
}
