// SPDX-License-Identifier: Apache-2.0

/// Text as a shell takes it for one word.
package enum ShellWord {
    /// In quotes, whatever it is.
    package static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    /// In quotes only where it needs them, and in one line: for people to read.
    package static func readable(_ text: String) -> String {
        if !text.isEmpty, text.utf8.allSatisfy({ isPlain($0) }) { return text }
        guard text.contains("\n") || text.contains("\t") else { return quoted(text) }
        let escaped = text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
            .replacing("\n", with: "\\n").replacing("\t", with: "\\t")
        return "$'" + escaped + "'"
    }

    /// A program with its arguments as one line that a shell would take for them.
    package static func line(_ words: [String]) -> String { words.map(readable).joined(separator: " ") }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ","),
            UInt8(ascii: "@"), UInt8(ascii: "%"):
            true
        default: false
        }
    }
}
