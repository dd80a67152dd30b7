// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Reads a JSON object strictly (RFC 8259), without making a string of any value: syntax, depth, and that no name
/// occurs twice. The members of the top level tell unknown fields, and where the secrets stand.
struct JSONBodyScanner {
    enum Problem: Error, Equatable {
        case syntax
        case tooDeep
        /// The top level is not an object.
        case notAnObject
        case duplicate(String)
    }

    enum Kind: Equatable { case string, number, bool, null, array, object }

    /// One member of the top level.
    struct Member: Equatable {
        var name: String
        var kind: Kind
        /// A string's bytes between its quotes, still escaped; otherwise the whole value.
        var value: Range<Int>
    }

    static let depthLimit = 32

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var found: [Member] = []

    private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The members of the object that the bytes are, in their order.
    /// - Throws: `Problem`.
    static func members(of bytes: UnsafeRawBufferPointer) throws(Problem) -> [Member] {
        var scanner = JSONBodyScanner(bytes)
        scanner.skipSpace()
        guard scanner.peek == UInt8(ascii: "{") else { throw .notAnObject }
        try scanner.object(depth: 1)
        scanner.skipSpace()
        guard scanner.position == bytes.count else { throw .syntax }
        return scanner.found
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func object(depth: Int) throws(Problem) {
        guard depth <= Self.depthLimit else { throw .tooDeep }
        position += 1
        var names: Set<String> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return }
        repeat {
            skipSpace()
            let name = try memberName()
            guard names.insert(name).inserted else { throw .duplicate(name) }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw .syntax }
            skipSpace()
            let start = position
            let kind = try value(depth: depth)
            if depth == 1 {
                let range = kind == .string ? start + 1..<position - 1 : start..<position
                found.append(Member(name: name, kind: kind, value: range))
            }
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw .syntax }
    }

    private mutating func array(depth: Int) throws(Problem) {
        guard depth <= Self.depthLimit else { throw .tooDeep }
        position += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return }
        repeat {
            skipSpace()
            _ = try value(depth: depth)
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw .syntax }
    }

    private mutating func value(depth: Int) throws(Problem) -> Kind {
        switch peek {
        case UInt8(ascii: "{"):
            try object(depth: depth + 1)
            return .object
        case UInt8(ascii: "["):
            try array(depth: depth + 1)
            return .array
        case UInt8(ascii: "\""):
            try string()
            return .string
        case UInt8(ascii: "t"):
            try word("true")
            return .bool
        case UInt8(ascii: "f"):
            try word("false")
            return .bool
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        default:
            try number()
            return .number
        }
    }

    private mutating func word(_ text: StaticString) throws(Problem) {
        let length = text.utf8CodeUnitCount
        guard bytes.count - position >= length,
            bytes[position..<position + length].elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: length))
        else { throw .syntax }
        position += length
    }

    private mutating func number() throws(Problem) {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
    }

    private mutating func digits() throws(Problem) {
        let start = position
        while let byte = peek, byte >= 0x30, byte <= 0x39 { position += 1 }
        guard position > start else { throw .syntax }
    }

    /// Walks over a string, quotes included.
    private mutating func string() throws(Problem) {
        guard take(UInt8(ascii: "\"")) else { throw .syntax }
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return
            case 0..<0x20: throw .syntax
            case UInt8(ascii: "\\"):
                guard let escape = peek else { throw .syntax }
                position += 1
                guard "\"\\/bfnrtu".utf8.contains(escape) else { throw .syntax }
                if escape == UInt8(ascii: "u") {
                    for _ in 0..<4 {
                        guard let digit = peek, JSONStringBytes.hexValue(digit) != nil else { throw .syntax }
                        position += 1
                    }
                }
            default: break
            }
        }
        throw .syntax
    }

    /// A name without its escapes, so that `"a"` and `"\u0061"` are the same.
    private mutating func memberName() throws(Problem) -> String {
        let start = position
        try string()
        let raw = UnsafeRawBufferPointer(rebasing: bytes[start + 1..<position - 1])
        let plain = JSONStringBytes.unescape(raw)
        let name: String? = plain?.withBytes { String(validating: $0, as: UTF8.self) }
        guard let name else { throw .syntax }
        return name
    }
}
