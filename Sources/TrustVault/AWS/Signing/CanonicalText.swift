// SPDX-License-Identifier: Apache-2.0

/// The canonical forms of a request's parts, as signatures are made of them.
enum CanonicalText {
    /// Percent-encodes all but RFC 3986's unreserved characters and those of `kept`.
    static func encoded(_ text: String, keeping kept: String = "") -> String {
        encoded(Array(text.utf8), keeping: Array(kept.utf8))
    }

    private static func encoded(_ bytes: [UInt8], keeping kept: [UInt8] = []) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in bytes {
            if isUnreserved(byte) || kept.contains(byte) {
                out.append(byte)
            } else {
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Takes dot segments and empty ones out; a slash at the end stays.
    static func normalized(path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        let endsOpen = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
        return "/" + segments.joined(separator: "/") + (endsOpen && !segments.isEmpty ? "/" : "")
    }

    /// Names and values encoded, sorted by name and then by value.
    static func query(_ query: String) -> String {
        query.split(separator: "&").map { part -> (name: String, value: String) in
            let pieces = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (encoded(decoded(pieces[0])), encoded(decoded(pieces.count > 1 ? pieces[1] : "")))
        }
        .sorted {
            $0.name == $1.name
                ? $0.value.utf8.lexicographicallyPrecedes($1.value.utf8)
                : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    /// `name:value` and a line's end for each name; several values of a name stand between commas, in their order.
    static func headers(_ headers: [(name: String, value: String)]) -> String {
        var values: [String: [String]] = [:]
        for header in headers { values[header.name.lowercased(), default: []].append(trimmed(header.value)) }
        return values.sorted { $0.key < $1.key }
            .map { "\($0.key):\($0.value.joined(separator: ","))\n" }.joined()
    }

    /// Without white space around it; runs of it inside, line folds with them, are one space.
    private static func trimmed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" || $0.isNewline }.joined(separator: " ")
    }

    private static func decoded(_ text: Substring) -> [UInt8] {
        var out: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue.map(UInt8.init) }
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                out.append(digits[0] << 4 | digits[1])
                rest = rest.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return out
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
