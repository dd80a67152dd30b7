// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Undoes the escapes of a JSON string without ever holding it as a `String`.
enum JSONStringBytes {
    /// - Parameter raw: what stands between the quotes, its syntax already checked.
    /// - Returns: the text as UTF-8; `nil` for half of a surrogate pair.
    static func unescape(_ raw: UnsafeRawBufferPointer) -> SecretBytes? {
        struct LoneSurrogate: Error {}
        // An escape is never shorter than what it stands for.
        return try? SecretBytes(capacity: raw.count) { (buffer: UnsafeMutableRawBufferPointer) throws -> Int in
            var count = 0
            var index = 0
            while index < raw.count {
                guard raw[index] == UInt8(ascii: "\\"), index + 1 < raw.count else {
                    buffer[count] = raw[index]
                    count += 1
                    index += 1
                    continue
                }
                let escape = raw[index + 1]
                index += 2
                guard escape == UInt8(ascii: "u") else {
                    buffer[count] = plain(escape)
                    count += 1
                    continue
                }
                guard var code = unit(raw, at: index) else { throw LoneSurrogate() }
                index += 4
                if (0xd800..<0xdc00).contains(code) {
                    guard index + 1 < raw.count, raw[index] == UInt8(ascii: "\\"), raw[index + 1] == UInt8(ascii: "u"),
                        let low = unit(raw, at: index + 2), (0xdc00..<0xe000).contains(low)
                    else { throw LoneSurrogate() }
                    code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
                    index += 6
                }
                guard let scalar = Unicode.Scalar(code) else { throw LoneSurrogate() }
                for byte in UTF8.encode(scalar).map(Array.init) ?? [] {
                    buffer[count] = byte
                    count += 1
                }
            }
            return count
        }
    }

    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    private static func plain(_ escape: UInt8) -> UInt8 {
        switch escape {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        default: escape
        }
    }

    private static func unit(_ raw: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
        guard index + 4 <= raw.count else { return nil }
        var code: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = hexValue(raw[index + offset]) else { return nil }
            code = code << 4 | digit
        }
        return code
    }
}
