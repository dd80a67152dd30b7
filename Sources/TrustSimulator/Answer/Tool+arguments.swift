// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Conversation.Tool {
    /// Arguments that fit the schema: what the question says as `name=value`, and otherwise the first thing that the
    /// property's type allows. Only required properties are filled, or all where the schema does not say which are.
    func plausibleArguments(asked question: String) -> JSONValue {
        guard let properties = schema.member("properties")?.members else { return .object([:]) }
        let required = schema.member("required")?.elements.map { Set($0.compactMap(\.textValue)) }
        let said = Self.assignments(in: question)
        var arguments: [String: JSONValue] = [:]
        for (name, property) in properties {
            if let value = said[name] {
                arguments[name] = Self.value(said: value, for: property)
            } else if required?.contains(name) ?? true {
                arguments[name] = Self.example(named: name, for: property)
            }
        }
        return .object(arguments)
    }

    /// The `name=value` pairs of a question; a value ends at white space.
    private static func assignments(in question: String) -> [String: String] {
        var found: [String: String] = [:]
        for match in question.matches(of: /([A-Za-z_][A-Za-z0-9_]*)=(\S+)/) {
            found[String(match.1)] = String(match.2)
        }
        return found
    }

    private static func value(said text: String, for property: JSONValue) -> JSONValue {
        switch property.member("type")?.textValue {
        case "integer": Int64(text).map(JSONValue.integer) ?? .string(text)
        case "number": Double(text).map(JSONValue.number) ?? .string(text)
        case "boolean": .bool(text == "true")
        default: .string(text)
        }
    }

    private static func example(named name: String, for property: JSONValue) -> JSONValue {
        if let first = property.member("enum")?.elements?.first { return first }
        if let given = property.member("default") { return given }
        switch property.member("type")?.textValue {
        case "integer": return property.member("minimum") ?? 1
        case "number": return property.member("minimum") ?? 1
        case "boolean": return true
        case "array": return .array([])
        case "object": return .object([:])
        default: break
        }
        let lower = name.lowercased()
        if lower.contains("url") { return "http://example.invalid/" }
        if lower.contains("path") || lower.contains("dir") || lower.contains("file") { return "." }
        return "example"
    }
}
