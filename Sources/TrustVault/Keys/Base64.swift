// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Base64 from and to zeroing buffers, so that no string with a key in it is ever made.
enum Base64 {
    enum Alphabet {
        /// `+`, `/` and padding.
        case standard
        /// `-`, `_` and no padding.
        case url

        fileprivate var digits: StaticString {
            switch self {
            case .standard: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            case .url: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            }
        }
    }

    /// How many characters `count` bytes become.
    static func encodedCount(_ count: Int, _ alphabet: Alphabet) -> Int {
        alphabet == .standard ? (count + 2) / 3 * 4 : (count * 4 + 2) / 3
    }

    /// Writes exactly `encodedCount` characters.
    static func encode(
        _ bytes: UnsafeRawBufferPointer, _ alphabet: Alphabet, into text: UnsafeMutableRawBufferPointer
    ) {
        let digits = unsafe alphabet.digits.utf8Start
        let total = encodedCount(bytes.count, alphabet)
        var written = 0
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let available = min(3, bytes.count - start)
            var word: UInt32 = 0
            for index in 0..<3 { unsafe word = word << 8 | (index < available ? UInt32(bytes[start + index]) : 0) }
            for index in 0..<4 where written < total {
                let digit = unsafe digits[Int(word >> (18 - 6 * UInt32(index)) & 63)]
                unsafe text[written] = index <= available ? digit : UInt8(ascii: "=")
                written += 1
            }
        }
    }

    /// Reads strictly: the one form that `encode` writes; `nil` for anything else.
    static func decode(_ text: UnsafeRawBufferPointer, _ alphabet: Alphabet) -> SecretBytes? {
        var digits = unsafe text[...]
        if alphabet == .standard {
            guard text.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where unsafe digits.last == UInt8(ascii: "=") { unsafe digits.removeLast() }
        }
        let count = unsafe digits.count * 3 / 4
        guard unsafe digits.count % 4 != 1, encodedCount(count, alphabet) == text.count else { return nil }
        var isValid = true
        let decoded = unsafe SecretBytes(capacity: count) { buffer in
            var (word, bits, written): (UInt32, UInt32, Int) = (0, 0, 0)
            for index in unsafe digits.indices {
                let character = unsafe digits[index]
                guard let value = value(of: character, alphabet) else {
                    isValid = false
                    return 0
                }
                word = word << 6 | UInt32(value)
                bits += 6
                guard bits >= 8 else { continue }
                bits -= 8
                unsafe buffer[written] = UInt8(truncatingIfNeeded: word >> bits)
                written += 1
            }
            // Left-over bits that are not zero would make a second spelling.
            isValid = word & ((1 << bits) - 1) == 0
            return written
        }
        guard isValid else { return nil }
        return decoded
    }

    private static func value(of character: UInt8, _ alphabet: Alphabet) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+") where alphabet == .standard, UInt8(ascii: "-") where alphabet == .url: 62
        case UInt8(ascii: "/") where alphabet == .standard, UInt8(ascii: "_") where alphabet == .url: 63
        default: nil
        }
    }
}
