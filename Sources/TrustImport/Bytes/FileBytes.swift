// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// A file's bytes, lent for parsing; keys are cut out of them as secrets and never become text.
///
/// It is valid only within the `withBytes` that lends it.
@safe struct FileBytes {
    private let storage: UnsafeRawBufferPointer

    /// Takes the bytes after a UTF-8 byte order mark, if there is one.
    init(_ bytes: UnsafeRawBufferPointer) {
        let hasMark = unsafe bytes.starts(with: [0xEF, 0xBB, 0xBF])
        unsafe storage = UnsafeRawBufferPointer(rebasing: bytes[(hasMark ? 3 : 0)...])
    }

    var count: Int { unsafe storage.count }

    subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "read outside of the file")
        return unsafe storage[index]
    }

    /// The text of a range; `nil` where it is not UTF-8. Not for keys.
    func text(_ range: Range<Int>) -> String? {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "read outside of the file")
        return unsafe String(validating: UnsafeRawBufferPointer(rebasing: storage[range]), as: UTF8.self)
    }

    /// Whether `text` stands at an index.
    func has(_ text: StaticString, at index: Int) -> Bool {
        guard index + text.utf8CodeUnitCount <= count else { return false }
        for offset in 0..<text.utf8CodeUnitCount where unsafe self[index + offset] != text.utf8Start[offset] {
            return false
        }
        return true
    }

    /// Whether `text` stands anywhere in a range.
    func contains(_ text: StaticString, in range: Range<Int>) -> Bool {
        range.contains { $0 + text.utf8CodeUnitCount <= range.upperBound && has(text, at: $0) }
    }

    /// The index of the line feed that ends the line of an index, or the end of the file.
    func lineEnd(from index: Int) -> Int {
        (index..<count).first { self[$0] == UInt8(ascii: "\n") } ?? count
    }

    /// The places of what looks like a key: `sk-` and more of the characters that keys are made of, 20 or more in all.
    var keyLikeRanges: [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < count {
            let start = index
            while index < count, Self.isKeyByte(self[index]) { index += 1 }
            if index - start >= 20, has("sk-", at: start) { found.append(start..<index) }
            if index == start { index += 1 }
        }
        return found
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// A value of a range, decoded on the way: `step` says which byte begins at an index, and where the next one does.
    func secret(_ range: Range<Int>, step: (Int) -> (byte: UInt8, next: Int)) -> SharedSecret {
        SharedSecret(
            unsafe SecretBytes(capacity: range.count) { buffer in
                var (index, used) = (range.lowerBound, 0)
                while index < range.upperBound {
                    let (byte, next) = step(index)
                    unsafe buffer[used] = byte
                    used += 1
                    index = next
                }
                return used
            })
    }
}
