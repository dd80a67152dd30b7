// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

extension JSONValue {
    /// The JSON on several lines, two spaces a level, fields by name.
    ///
    /// - Throws: What the encoder throws for a number that JSON has no form for.
    func indented(level: Int = 0) throws -> String {
        let inner = String(repeating: "  ", count: level + 1)
        let outer = String(repeating: "  ", count: level)
        switch self {
        case .array(let values) where !values.isEmpty:
            let lines = try values.map { inner + (try $0.indented(level: level + 1)) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(outer)]"
        case .object(let fields) where !fields.isEmpty:
            let lines = try fields.sorted { $0.key < $1.key }.map { name, value in
                "\(inner)\(try Self.string(name).compact()): \(try value.indented(level: level + 1))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        default:
            return try compact()
        }
    }

    private func compact() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
