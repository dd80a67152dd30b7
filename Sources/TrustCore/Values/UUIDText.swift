// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// A UUID's text form. Foundation's goes through `snprintf` and `sscanf`, which showed in the profile of the gateway:
/// each settled call writes six ids.
package enum UUIDText {
    /// 36 characters, lower case.
    static func write(_ uuid: UUID) -> String {
        unsafe String(unsafeUninitializedCapacity: length) { unsafe write(uuid, to: UnsafeMutableRawBufferPointer($0)) }
    }

    /// How many bytes the text form takes.
    package static var length: Int { 36 }

    /// Writes the same as ASCII to a target that has room for `length` bytes.
    /// - Returns: `length`.
    package static func write(_ uuid: UUID, to target: UnsafeMutableRawBufferPointer) -> Int {
        precondition(target.count >= length, "an id takes 36 bytes")
        return unsafe withUnsafeBytes(of: uuid.uuid) { bytes in
            var position = 0
            for index in 0..<16 {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    unsafe target[position] = UInt8(ascii: "-")
                    position += 1
                }
                unsafe target[position] = digit(bytes[index] >> 4)
                unsafe target[position + 1] = digit(bytes[index] & 15)
                position += 2
            }
            return position
        }
    }

    /// Reads exactly that form, in either case.
    static func read(_ text: Substring.UTF8View) -> UUID? {
        var words: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in text {
            if count == 8 || count == 13 || count == 18 || count == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let value = value(byte) else { return nil }
                if count < 18 { words.0 = words.0 << 4 | value } else { words.1 = words.1 << 4 | value }
            }
            count += 1
            if count > 36 { return nil }
        }
        guard count == 36 else { return nil }
        return UUID(high: words.0, low: words.1)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}

extension UUID {
    /// The one whose first eight bytes are `high`, most significant first, and whose others are `low`.
    init(high: UInt64, low: UInt64) {
        let words = (high.bigEndian, low.bigEndian)
        self.init(uuid: unsafe withUnsafeBytes(of: words) { unsafe $0.loadUnaligned(as: uuid_t.self) })
    }
}
