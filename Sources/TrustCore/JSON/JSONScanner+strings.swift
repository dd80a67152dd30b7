// SPDX-License-Identifier: Apache-2.0

extension JSONScanner {
    /// The number that four hexadecimal digits write; `nil` for other text.
    func hex4(at index: Int) -> UInt16? {
        var value: UInt16 = 0
        for offset in 0..<4 {
            let digit = byte(index + offset)
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt16(digit - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt16(digit - 0x57)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt16(digit - 0x37)
            default: return nil
            }
        }
        return value
    }

    /// Whether the text between two quotes is `expected`, escapes resolved: `mod\u0065l` is `model`.
    package func text(_ range: Range<Int>, equals expected: StaticString) -> Bool {
        let length = expected.utf8CodeUnitCount
        if range.count == length {
            for offset in 0..<length where unsafe byte(range.lowerBound + offset) != expected.utf8Start[offset] {
                return false
            }
            return true
        }
        guard range.count > length, range.contains(where: { byte($0) == UInt8(ascii: "\\") }) else { return false }
        return text(range) == expected.description
    }

    /// The text between two quotes that were found by this scanner, escapes resolved; `nil` where it is not UTF-8 or
    /// has half a surrogate pair.
    package func text(_ range: Range<Int>) -> String? {
        if !range.contains(where: { byte($0) == UInt8(ascii: "\\") }) {
            return unsafe String(validating: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        }
        var plain: [UInt8] = []
        plain.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            guard byte(index) == UInt8(ascii: "\\") else {
                plain.append(byte(index))
                index += 1
                continue
            }
            let kind = byte(index + 1)
            index += 2
            switch kind {
            case UInt8(ascii: "b"): plain.append(0x08)
            case UInt8(ascii: "f"): plain.append(0x0c)
            case UInt8(ascii: "n"): plain.append(0x0a)
            case UInt8(ascii: "r"): plain.append(0x0d)
            case UInt8(ascii: "t"): plain.append(0x09)
            case UInt8(ascii: "u"):
                guard let (scalar, after) = scalar(at: index, before: range.upperBound) else { return nil }
                plain.append(contentsOf: String(Character(scalar)).utf8)
                index = after
            default: plain.append(kind)
            }
        }
        return String(validating: plain, as: UTF8.self)
    }

    /// The scalar whose first four hexadecimal digits stand at an index, and the index after it.
    private func scalar(at index: Int, before end: Int) -> (Unicode.Scalar, Int)? {
        guard index + 4 <= end, let first = hex4(at: index) else { return nil }
        if let scalar = Unicode.Scalar(first) { return (scalar, index + 4) }
        guard UTF16.isLeadSurrogate(first), index + 10 <= end, byte(index + 4) == UInt8(ascii: "\\"),
            byte(index + 5) == UInt8(ascii: "u"), let second = hex4(at: index + 6), UTF16.isTrailSurrogate(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00))
        else { return nil }
        return (scalar, index + 10)
    }

    /// The text of a value that is a string; `nil` for any other.
    package func stringValue(_ value: Range<Int>) -> String? {
        guard value.count >= 2, byte(value.lowerBound) == UInt8(ascii: "\"") else { return nil }
        return text(value.lowerBound + 1..<value.upperBound - 1)
    }

    /// The value as a whole number that fits in 64 bits; `nil` for any other.
    package func integerValue(_ value: Range<Int>) -> Int64? {
        guard !value.isEmpty else { return nil }
        var index = value.lowerBound
        let isNegative = byte(index) == UInt8(ascii: "-")
        if isNegative { index += 1 }
        guard index < value.upperBound else { return nil }
        var result: Int64 = 0
        while index < value.upperBound {
            let digit = byte(index) &- 0x30
            guard digit < 10 else { return nil }
            let (product, overflowed) = result.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflowed) = product.subtractingReportingOverflow(Int64(digit))
            if overflowed || sumOverflowed { return nil }
            result = sum
            index += 1
        }
        if isNegative { return result }
        return result == .min ? nil : -result
    }

    /// The value as `true` or `false`; `nil` for any other.
    package func boolValue(_ value: Range<Int>) -> Bool? {
        guard let first = value.first else { return nil }
        switch byte(first) {
        case UInt8(ascii: "t"): return true
        case UInt8(ascii: "f"): return false
        default: return nil
        }
    }

    package func isNull(_ value: Range<Int>) -> Bool {
        value.first.map { byte($0) == UInt8(ascii: "n") } ?? false
    }

    package func isObject(_ value: Range<Int>) -> Bool {
        value.first.map { byte($0) == UInt8(ascii: "{") } ?? false
    }

    package func isEmptyArray(_ value: Range<Int>) -> Bool {
        guard value.count >= 2, byte(value.lowerBound) == UInt8(ascii: "[") else { return false }
        return value.dropFirst().dropLast().allSatisfy { byte($0) <= 0x20 }
    }

    /// A scanner of one value that this one has found: its ranges count from the same start.
    package func scanner(at value: Range<Int>) -> JSONScanner {
        var inner = self
        inner.position = value.lowerBound
        return inner
    }
}
