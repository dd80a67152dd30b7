// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Reads a table as RFC 4180 has it: commas, quotes that are doubled within quotes, lines that end in CR LF or LF.
struct CSVRecords {
    /// One line of the table, which may be several of the file.
    struct Record {
        let line: Int
        let fields: [SharedSecret]
        /// Nothing at all stands there.
        var isBlank: Bool { fields.count == 1 && fields[0].count == 0 }
    }

    private let bytes: FileBytes
    private let file: String
    private var position = 0
    private var line = 1

    init(_ bytes: FileBytes, file: String) {
        self.bytes = bytes
        self.file = file
    }

    /// The next record; `nil` at the end.
    ///
    /// - Throws: `malformedCSV` for quotes that are not closed, or stand within a field.
    mutating func next() throws(ImportError) -> Record? {
        guard position < bytes.count else { return nil }
        let start = line
        var fields: [SharedSecret] = []
        while true {
            fields.append(try field())
            guard position < bytes.count else { break }
            let separator = bytes[position]
            position += 1
            if separator == UInt8(ascii: ",") { continue }
            // A carriage return that no line feed follows was taken for a part of the field.
            if separator == UInt8(ascii: "\r") { position += 1 }
            line += 1
            break
        }
        return Record(line: start, fields: fields)
    }

    /// A field; what ends it is still to be read.
    private mutating func field() throws(ImportError) -> SharedSecret {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            let start = position
            while position < bytes.count, !isEnd(position) {
                guard bytes[position] != UInt8(ascii: "\"") else { throw malformed }
                position += 1
            }
            return bytes.secret(start..<position) { (bytes[$0], $0 + 1) }
        }
        let start = position + 1
        position = start
        var lines = 0
        while true {
            guard position < bytes.count else { throw malformed }
            if bytes[position] == UInt8(ascii: "\n") { lines += 1 }
            guard bytes[position] == UInt8(ascii: "\"") else {
                position += 1
                continue
            }
            guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\"") else { break }
            position += 2
        }
        let value = bytes.secret(start..<position) { index in
            (bytes[index], bytes[index] == UInt8(ascii: "\"") ? index + 2 : index + 1)
        }
        position += 1
        guard position == bytes.count || isEnd(position) else { throw malformed }
        line += lines
        return value
    }

    private func isEnd(_ index: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: ","), UInt8(ascii: "\n"): true
        case UInt8(ascii: "\r"): index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
        default: false
        }
    }

    private var malformed: ImportError { ImportError(.malformedCSV, file: file, line: line) }
}
