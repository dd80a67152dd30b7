// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Reads assignments of variables as shells and the dotenv libraries agree on them: `NAME=value`, `export NAME=value`,
/// values in single quotes (as they are) or double quotes (with escapes), which may go over several lines; comments.
struct EnvironmentScanner {
    /// One entry of the file.
    enum Entry {
        case assignment(name: String, value: SharedSecret, isReference: Bool, line: Int)
        /// What is none; `mayHoldKey` says whether something in it looks like one.
        case unreadable(line: Int, mayHoldKey: Bool)
    }

    private let bytes: FileBytes
    private var position = 0
    private var line = 1

    init(_ bytes: FileBytes) { self.bytes = bytes }

    /// The next entry; `nil` at the end.
    mutating func next() -> Entry? {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\n"):
                line += 1
                position += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
            case UInt8(ascii: "#"): position = bytes.lineEnd(from: position)
            default: return entry()
            }
        }
        return nil
    }

    private mutating func entry() -> Entry {
        let start = position
        if bytes.has("export", at: position), position + 6 < bytes.count, isSpace(position + 6) {
            position += 6
            skipSpaces()
        }
        let nameStart = position
        while position < bytes.count, isNameByte(position, isFirst: position == nameStart) { position += 1 }
        let name = bytes.text(nameStart..<position) ?? ""
        skipSpaces()
        guard !name.isEmpty, position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
            return unreadable(from: start)
        }
        position += 1
        skipSpaces()
        let quote = position < bytes.count ? bytes[position] : 0
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return plain(name) }
        return quoted(name, by: quote) ?? unreadable(from: start)
    }

    /// A value without quotes: up to the end of the line, or to a comment that a space stands before.
    private mutating func plain(_ name: String) -> Entry {
        let (start, lineEnd) = (position, bytes.lineEnd(from: position))
        var end =
            (start..<lineEnd).first { index in
                bytes[index] == UInt8(ascii: "#") && (index == start || isSpace(index - 1))
            } ?? lineEnd
        while end > start, isSpace(end - 1) || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        position = lineEnd
        return .assignment(
            name: name, value: bytes.secret(start..<end) { (bytes[$0], $0 + 1) },
            isReference: (start..<end).contains { bytes[$0] == UInt8(ascii: "$") }, line: line)
    }

    /// A value in quotes; `nil`, and nothing read, where the quotes are not closed or more than a comment follows.
    private mutating func quoted(_ name: String, by quote: UInt8) -> Entry? {
        let hasEscapes = quote == UInt8(ascii: "\"")
        let start = position + 1
        var end = start
        var isReference = false
        while end < bytes.count, bytes[end] != quote {
            if hasEscapes, bytes[end] == UInt8(ascii: "$") { isReference = true }
            end += hasEscapes && bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard end < bytes.count else { return nil }
        var after = end + 1
        while after < bytes.count, isSpace(after) || bytes[after] == UInt8(ascii: "\r") { after += 1 }
        guard after == bytes.count || bytes[after] == UInt8(ascii: "\n") || bytes[after] == UInt8(ascii: "#") else {
            return nil
        }
        defer {
            line += (start..<end).count { bytes[$0] == UInt8(ascii: "\n") }
            position = bytes.lineEnd(from: after)
        }
        let value = bytes.secret(start..<end) { index in
            guard hasEscapes, bytes[index] == UInt8(ascii: "\\"), index + 1 < end,
                let byte = Self.escaped(bytes[index + 1])
            else { return (bytes[index], index + 1) }
            return (byte, index + 2)
        }
        return .assignment(name: name, value: value, isReference: isReference, line: line)
    }

    private mutating func unreadable(from start: Int) -> Entry {
        let end = bytes.lineEnd(from: start)
        position = end
        return .unreadable(line: line, mayHoldKey: bytes.contains("sk-", in: start..<end))
    }

    /// What an escape stands for; `nil` where the backslash stands for itself.
    private static func escaped(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "$"), UInt8(ascii: "`"): letter
        default: nil
        }
    }

    private mutating func skipSpaces() {
        while position < bytes.count, isSpace(position) { position += 1 }
    }

    private func isSpace(_ index: Int) -> Bool {
        bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t")
    }

    private func isNameByte(_ index: Int, isFirst: Bool) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): !isFirst
        default: false
        }
    }
}
