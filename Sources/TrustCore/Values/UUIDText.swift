// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A UUID's text form. Foundation's goes through `snprintf` and `sscanf`, which showed in the profile of the gateway:
/// each settled call writes six ids.
enum UUIDText {
    /// 36 characters, lower case.
    static func write(_ uuid: UUID) -> String {
        let bytes = unsafe withUnsafeBytes(of: uuid.uuid) { unsafe [UInt8]($0) }
        return unsafe String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for byte in bytes {
                if position == 8 || position == 13 || position == 18 || position == 23 {
                    unsafe buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                unsafe buffer[position] = digit(byte >> 4)
                unsafe buffer[position + 1] = digit(byte & 15)
                position += 2
            }
            return position
        }
    }

    /// Reads exactly that form, in either case.
    static func read(_ text: String) -> UUID? {
        var words: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in text.utf8 {
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
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> (56 - 8 * index)) }
        let (high, low) = words
        return UUID(
            uuid: (
                byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3),
                byte(high, 4), byte(high, 5), byte(high, 6), byte(high, 7),
                byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3),
                byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
            ))
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
