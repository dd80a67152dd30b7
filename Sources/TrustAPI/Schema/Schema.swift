// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A JSON Schema, draft 2020-12: what a value of the API looks like.
package struct Schema: Sendable, Hashable {
    package var keywords: [String: JSONValue]

    package init(_ keywords: [String: JSONValue] = [:]) { self.keywords = keywords }

    package static let text = Schema(["type": "string"])
    package static let integer = Schema(["type": "integer", "format": "int64"])
    package static let number = Schema(["type": "number", "format": "double"])
    package static let boolean = Schema(["type": "boolean"])
    package static let uuid = Schema(["type": "string", "format": "uuid"])
    /// RFC 3339.
    package static let moment = Schema(["type": "string", "format": "date-time"])

    package static func words(_ words: [String]) -> Schema {
        Schema(["type": "string", "enum": .array(words.map { .string($0) })])
    }

    package static func list(of item: Schema) -> Schema { Schema(["type": "array", "items": item.json]) }

    package static func map(of value: Schema) -> Schema {
        Schema(["type": "object", "additionalProperties": value.json])
    }

    package static func reference(_ name: String) -> Schema {
        Schema(["$ref": .string("#/components/schemas/\(name)")])
    }

    package static func object(
        _ properties: [String: Schema], required: Set<String>, isClosed: Bool = false
    ) -> Schema {
        var schema = Schema(["type": "object", "properties": .object(properties.mapValues(\.json))])
        if !required.isEmpty { schema.keywords["required"] = .array(required.sorted().map { .string($0) }) }
        if isClosed { schema.keywords["additionalProperties"] = false }
        return schema
    }

    package var json: JSONValue { .object(keywords) }

    /// The same, or `null`.
    package var orNull: Schema {
        guard case .string(let type)? = keywords["type"] else {
            return Schema(["anyOf": [json, ["type": "null"]]])
        }
        var schema = self
        schema.keywords["type"] = [.string(type), "null"]
        if case .array(let words)? = keywords["enum"] { schema.keywords["enum"] = .array(words + [.null]) }
        return schema
    }

    /// The same with more said about it.
    package func noting(_ note: Note) -> Schema {
        Schema(keywords.merging(note.keywords) { $1 })
    }
}
