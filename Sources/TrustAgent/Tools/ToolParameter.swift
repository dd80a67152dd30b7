// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// One argument of a tool: what the model is told of it, and what is taken.
package struct ToolParameter: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// A text of at most so many bytes.
        case text(limit: Int)
        case flag
        case number(ClosedRange<Int64>)
        /// An object whose values are texts.
        case texts
    }
    package var name: String
    package var kind: Kind
    package var isRequired: Bool
    package var description: String

    package init(_ name: String, _ kind: Kind, required isRequired: Bool = false, _ description: String) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.description = description
    }

    /// Its place in a JSON schema.
    var schema: JSONValue {
        var schema: [String: JSONValue] = ["description": .string(description)]
        switch kind {
        case .text: schema["type"] = "string"
        case .flag: schema["type"] = "boolean"
        case .number(let range):
            schema["type"] = "integer"
            schema["minimum"] = .integer(range.lowerBound)
            if range.upperBound < .max { schema["maximum"] = .integer(range.upperBound) }
        case .texts:
            schema["type"] = "object"
            schema["additionalProperties"] = .object(["type": "string"])
        }
        return .object(schema)
    }

    /// Why a value can't be taken, in words for the model; `nil` where it can.
    func objection(to value: JSONValue) -> String? {
        switch (kind, value) {
        case (.text(let limit), .string(let text)):
            text.utf8.count <= limit ? nil : "\"\(name)\" is longer than \(limit) bytes"
        case (.text, _): "\"\(name)\" must be a text"
        case (.flag, .bool): nil
        case (.flag, _): "\"\(name)\" must be true or false"
        case (.number(let range), .integer(let number)) where range.contains(number): nil
        case (.number(let range), _):
            range.upperBound < .max
                ? "\"\(name)\" must be a whole number from \(range.lowerBound) to \(range.upperBound)"
                : "\"\(name)\" must be a whole number from \(range.lowerBound) up"
        case (.texts, .object(let members)) where members.values.allSatisfy({ $0.text != nil }): nil
        case (.texts, _): "\"\(name)\" must be an object whose values are texts"
        }
    }
}
