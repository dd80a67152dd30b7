// SPDX-License-Identifier: Apache-2.0

/// Reads JSON where it lies: walks the members of objects and skips values without decoding them, giving byte ranges.
///
/// It accepts exactly the JSON grammar (RFC 8259) up to a depth; only the UTF-8 of strings is left unchecked until one
/// is read. It holds a pointer: it must not outlive the closure that lent the bytes.
///
///     var scanner = JSONScanner(bytes)
///     if try scanner.openObject() {
///         repeat {
///             let key = try scanner.key()
///             let value = try scanner.skipValue()
///         } while try scanner.nextMember()
///     }
///     try scanner.finish()
@safe package struct JSONScanner {
    /// Why bytes are not JSON, and where.
    package enum Failure: Error, Equatable, Sendable {
        case malformed(at: Int)
        case tooDeep(at: Int)
    }

    let bytes: UnsafeRawBufferPointer
    let count: Int
    /// The next byte to look at.
    package internal(set) var position = 0
    /// How many more objects or arrays may be opened.
    private var depthLeft: Int

    /// Begins before the first of `bytes`; `maximumDepth` says how many objects and arrays may stand inside each other,
    /// at most 64.
    package init(_ bytes: UnsafeRawBufferPointer, maximumDepth: Int = 64) {
        precondition(maximumDepth <= 64, "the stack of open brackets is one word")
        unsafe self.bytes = bytes
        count = bytes.count
        depthLeft = maximumDepth
    }

    /// The byte at a position within the input.
    @inline(__always) func byte(_ index: Int) -> UInt8 { unsafe bytes[index] }

    /// Where a position within the input lies.
    @inline(__always) func address(_ index: Int) -> UnsafeRawPointer {
        unsafe UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped) + index
    }

    var malformed: Failure { .malformed(at: position) }

    @inline(__always) mutating func skipWhitespace() {
        while position < count {
            let next = byte(position)
            guard next == 0x20 || next == 0x0a || next == 0x0d || next == 0x09 else { return }
            position += 1
        }
    }

    @inline(__always) mutating func take(_ expected: UInt8) throws(Failure) {
        guard position < count, byte(position) == expected else { throw malformed }
        position += 1
    }

    /// Enters the object that begins here.
    /// - Returns: whether it has members; an empty one is left at once.
    package mutating func openObject() throws(Failure) -> Bool {
        skipWhitespace()
        try take(UInt8(ascii: "{"))
        guard depthLeft > 0 else { throw .tooDeep(at: position) }
        depthLeft -= 1
        skipWhitespace()
        guard position < count else { throw malformed }
        guard byte(position) == UInt8(ascii: "}") else { return true }
        position += 1
        depthLeft += 1
        return false
    }

    /// The next member's name, between its quotes; the value follows.
    package mutating func key() throws(Failure) -> Range<Int> {
        skipWhitespace()
        let range = try string()
        skipWhitespace()
        try take(UInt8(ascii: ":"))
        skipWhitespace()
        return range
    }

    /// After a value: whether another member follows; otherwise the object is left.
    package mutating func nextMember() throws(Failure) -> Bool {
        skipWhitespace()
        guard position < count else { throw malformed }
        switch byte(position) {
        case UInt8(ascii: ","):
            position += 1
            return true
        case UInt8(ascii: "}"):
            position += 1
            depthLeft += 1
            return false
        default: throw malformed
        }
    }

    /// The same, at the first byte that is not white space.
    package var afterWhitespace: JSONScanner {
        var next = self
        next.skipWhitespace()
        return next
    }

    /// Only white space may follow.
    package mutating func finish() throws(Failure) {
        skipWhitespace()
        guard position == count else { throw malformed }
    }

    /// Skips one value of any kind.
    /// - Returns: where it stands, without the white space around it.
    package mutating func skipValue() throws(Failure) -> Range<Int> {
        skipWhitespace()
        let start = position
        // One bit for each bracket open below `start`: 1 is an object, 0 an array.
        var stack: UInt64 = 0
        var depth = 0
        while true {
            skipWhitespace()
            guard position < count else { throw malformed }
            var opened = false
            switch byte(position) {
            case UInt8(ascii: "\""): _ = try string()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth < depthLeft else { throw .tooDeep(at: position) }
                let isObject = byte(position) == UInt8(ascii: "{")
                stack = stack << 1 | (isObject ? 1 : 0)
                depth += 1
                position += 1
                skipWhitespace()
                guard position < count else { throw malformed }
                if byte(position) == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    position += 1
                    stack >>= 1
                    depth -= 1
                } else {
                    opened = true
                    if isObject { _ = try key() }
                }
            case UInt8(ascii: "t"): try literal("true")
            case UInt8(ascii: "f"): try literal("false")
            case UInt8(ascii: "n"): try literal("null")
            default: try number()
            }
            if opened { continue }
            // A value has ended: leave what it was the last of.
            closing: while true {
                guard depth > 0 else { return start..<position }
                skipWhitespace()
                guard position < count else { throw malformed }
                let next = byte(position)
                let isObject = stack & 1 == 1
                position += 1
                if next == UInt8(ascii: ",") {
                    if isObject { _ = try key() }
                    break closing
                }
                guard next == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw .malformed(at: position - 1)
                }
                stack >>= 1
                depth -= 1
            }
        }
    }

    private mutating func literal(_ text: StaticString) throws(Failure) {
        let length = text.utf8CodeUnitCount
        guard count - position >= length else { throw malformed }
        for offset in 0..<length {
            guard unsafe byte(position + offset) == text.utf8Start[offset] else { throw malformed }
        }
        position += length
    }

    @inline(__always) private mutating func digits() throws(Failure) {
        let start = position
        while position < count, byte(position) &- 0x30 < 10 { position += 1 }
        guard position > start else { throw malformed }
    }

    private mutating func number() throws(Failure) {
        if byte(position) == UInt8(ascii: "-") { position += 1 }
        guard position < count else { throw malformed }
        if byte(position) == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits()
        }
        if position < count, byte(position) == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if position < count, byte(position) | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < count, byte(position) == UInt8(ascii: "+") || byte(position) == UInt8(ascii: "-") {
                position += 1
            }
            try digits()
        }
    }
}
