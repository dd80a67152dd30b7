// SPDX-License-Identifier: Apache-2.0
import CTrust

// Strings are most of a prompt, so they are skipped by blocks of 64 bytes, with one bit for each: what a branch a byte
// would cost is paid once a block.
extension JSONScanner {
    /// Skips a string that begins here.
    /// - Returns: what stands between its quotes.
    mutating func string() throws(Failure) -> Range<Int> {
        try take(UInt8(ascii: "\""))
        let start = position
        var index = start
        // Most strings are names of members: those end within two words.
        var words = 2
        while words > 0, index &+ 8 <= count {
            let marks = Self.ends(of: word(index))
            if marks != 0 {
                index &+= marks.trailingZeroBitCount / 8
                break
            }
            index &+= 8
            words &-= 1
        }
        if index < count, byte(index) == UInt8(ascii: "\"") {
            position = index &+ 1
            return start..<index
        }
        let end = try closingQuote(from: index)
        position = end &+ 1
        return start..<end
    }

    /// The quote that ends a string, from an index within it that no open escape stands before.
    private func closingQuote(from start: Int) throws(Failure) -> Int {
        var index = start
        var isEscaped: UInt64 = 0
        while index &+ 64 <= count {
            let marks = unsafe trust_json_marks_at(address(index))
            let escaped = Self.escaped(by: marks.backslashes, carry: &isEscaped)
            let quotes = marks.quotes & ~escaped
            // What stands before the closing quote, or all of the block.
            let within = quotes == 0 ? UInt64.max : (quotes & (0 &- quotes)) &- 1
            if marks.controls & within != 0 {
                throw .malformed(at: index &+ (marks.controls & within).trailingZeroBitCount)
            }
            let special = escaped & within & ~(marks.quotes | marks.backslashes)
            if special != 0 { try checkEscapes(special, of: index) }
            if quotes != 0 { return index &+ quotes.trailingZeroBitCount }
            index &+= 64
        }
        // An escape that began in the last block is looked at again, from its backslash.
        return try closingQuoteByBytes(from: isEscaped == 1 ? index &- 1 : index)
    }

    /// Marks what stands after a backslash that is not itself escaped, without a branch: in a run of backslashes every
    /// second one escapes (Langdale and Lemire, "Parsing gigabytes of JSON per second", 3.1.1). `carry` is 1 where the
    /// byte before the block escapes its first; then the same for the next block.
    /// - Returns: the marks.
    @inline(__always) static func escaped(by backslashes: UInt64, carry: inout UInt64) -> UInt64 {
        if backslashes == 0 {
            defer { carry = 0 }
            return carry
        }
        let odd: UInt64 = 0xaaaa_aaaa_aaaa_aaaa
        let mayEscape = backslashes & ~carry
        let sums = ((mayEscape &<< 1) | odd) &- mayEscape
        let codes = sums ^ odd
        defer { carry = (codes & backslashes) &>> 63 }
        return codes ^ (backslashes | carry)
    }

    /// Checks the escapes whose letters are marked in a block; those of quotes and backslashes need none.
    private func checkEscapes(_ marks: UInt64, of block: Int) throws(Failure) {
        var rest = unsafe marks & ~trust_json_escape_letters_at(address(block))
        while rest != 0 {
            _ = try escape(at: block &+ rest.trailingZeroBitCount &- 1)
            rest &= rest &- 1
        }
    }

    private func closingQuoteByBytes(from start: Int) throws(Failure) -> Int {
        var index = start
        while index < count {
            let next = byte(index)
            if next == UInt8(ascii: "\"") { return index }
            if next == UInt8(ascii: "\\") {
                index = try escape(at: index)
            } else {
                guard next >= 0x20 else { throw .malformed(at: index) }
                index &+= 1
            }
        }
        throw .malformed(at: index)
    }

    /// Checks the escape at an index.
    /// - Returns: the index after it.
    private func escape(at index: Int) throws(Failure) -> Int {
        guard index + 1 < count else { throw .malformed(at: index) }
        switch byte(index + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return index + 2
        case UInt8(ascii: "u"):
            guard index + 6 <= count, hex4(at: index + 2) != nil else { throw .malformed(at: index) }
            return index + 6
        default: throw .malformed(at: index)
        }
    }

    private static var low: UInt64 { 0x0101_0101_0101_0101 }
    private static var high: UInt64 { 0x8080_8080_8080_8080 }

    /// Marks the bytes of a word that end a run of plain text: quotes, backslashes and control characters. Bits above
    /// the lowest mark may be wrong (a borrow), the lowest never is.
    @inline(__always) private static func ends(of word: UInt64) -> UInt64 {
        let quote = word ^ (low &* 0x22)
        let backslash = word ^ (low &* 0x5c)
        let isQuote = (quote &- low) & ~quote
        let isBackslash = (backslash &- low) & ~backslash
        let isControl = (word &- (low &* 0x20)) & ~word
        return (isQuote | isBackslash | isControl) & high
    }

    @inline(__always) private func word(_ index: Int) -> UInt64 {
        unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }
}
