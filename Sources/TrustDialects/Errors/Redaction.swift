// SPDX-License-Identifier: Apache-2.0

/// Takes keys out of what a provider says: error bodies can echo part of the key that they refuse.
package enum Redaction {
    private static let mark = Array("[redacted]".utf8)

    /// Replaces what looks like a key (`sk-…`, also with stars in it), and every occurrence of a known one.
    /// - Parameters:
    ///   - bytes: the text.
    ///   - secret: the key that the call was made with, if there was one; shorter than 8 bytes it is not looked for.
    /// - Returns: the text with `[redacted]` in each of those places.
    package static func redact(_ bytes: UnsafeRawBufferPointer, secret: UnsafeRawBufferPointer? = nil) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let secret = unsafe secret, secret.count >= 8, bytes.count - index >= secret.count,
                unsafe bytes[index..<index + secret.count].elementsEqual(secret)
            {
                result += mark
                index += secret.count
            } else if let end = unsafe endOfKey(in: bytes, at: index) {
                result += mark
                index = end
            } else {
                unsafe result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// Where the key-like word that begins at an index ends.
    private static func endOfKey(in bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
        guard index + 4 < bytes.count, unsafe bytes[index] | 0x20 == UInt8(ascii: "s"),
            unsafe bytes[index + 1] | 0x20 == UInt8(ascii: "k"), unsafe bytes[index + 2] == UInt8(ascii: "-")
        else { return nil }
        // `task-force` has no key in it.
        if index > 0, unsafe isWord(bytes[index - 1]) { return nil }
        var end = index + 3
        while end < bytes.count, unsafe isWord(bytes[end]) || isStuffing(bytes[end]) { end += 1 }
        return end > index + 4 ? end : nil
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// What stands inside keys, and what providers put in place of their middle.
    private static func isStuffing(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "*")
    }
}
