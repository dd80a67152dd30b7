// SPDX-License-Identifier: Apache-2.0
import TrustCore
import Yams

/// Reads the resources of a document's root, strictly.
struct ResourceReader {
    /// What stands for "no value" where it has no quotes.
    static let nulls = ["", "~", "null", "Null", "NULL"]

    let file: String

    func resources(_ root: Node) throws(DeclarationError) -> [Resource] {
        var resources: [Resource] = []
        for (name, value) in try members(root, "A document", of: "sections") {
            guard let kind = ResourceKind.allCases.first(where: { $0.section == name }) else {
                throw DeclarationError(.unknownSection(name), at: place(value))
            }
            if isNull(value) { continue }
            if kind.isSingle {
                resources.append(try resource(kind, value))
                continue
            }
            guard let elements = value.sequence else { throw wrong(kind.section, "a list", value) }
            for element in elements { resources.append(try resource(kind, element)) }
        }
        return resources
    }

    private func resource(_ kind: ResourceKind, _ node: Node) throws(DeclarationError) -> Resource {
        var resource = Resource(kind: kind, name: "", fields: [:], place: place(node))
        for (name, value) in try members(
            node, kind.isSingle ? kind.section : "Each of \(kind.section)", of: "fields")
        {
            if let field = kind.field(name) {
                resource.fields[name] = try self.value(value, field)
            } else if kind == .provider, name == "key_from" {
                resource.keySource = try keySource(value)
            } else if kind == .provider, ["api_key", "key"].contains(name) {
                throw DeclarationError(.secretInDocument(name), at: place(value))
            } else if kind == .agent, name == "state" {
                resource.runState = try runState(value)
            } else {
                throw DeclarationError(.unknownField(name), at: place(value))
            }
        }
        let identity = kind.isSingle ? .string(kind.rawValue) : resource.fields[kind.identity]
        guard case .string(let identity)? = identity else {
            throw DeclarationError(.missingField(kind.identity), at: resource.place)
        }
        return Resource(
            kind: kind, name: identity, fields: resource.fields, keySource: resource.keySource,
            runState: resource.runState, place: resource.place)
    }

    private func value(_ node: Node, _ field: DeclaredField) throws(DeclarationError) -> JSONValue {
        if isNull(node) { return .null }
        switch field.shape {
        case .text, .reference:
            guard let text = node.scalar?.string else { throw wrong(field.name, "a text", node) }
            return .string(text)
        case .integer:
            guard let number = node.scalar.flatMap({ Int64($0.string) }) else {
                throw wrong(field.name, "a whole number", node)
            }
            return .integer(number)
        case .number:
            guard let number = node.scalar.flatMap({ Double($0.string) }), number.isFinite else {
                throw wrong(field.name, "a number", node)
            }
            return .number(number)
        case .list, .set, .references:
            guard let elements = node.sequence else { throw wrong(field.name, "a list of texts", node) }
            var texts: [JSONValue] = []
            for element in elements {
                guard let text = element.scalar?.string else { throw wrong(field.name, "a list of texts", element) }
                texts.append(.string(text))
            }
            return .array(texts)
        case .map:
            var texts: [String: JSONValue] = [:]
            for (name, value) in try members(node, field.name, of: "texts") where !isNull(value) {
                guard let text = value.scalar?.string else { throw wrong("\(field.name).\(name)", "a text", value) }
                texts[name] = .string(text)
            }
            return .object(texts)
        case .object(let fields):
            var values: [String: JSONValue] = [:]
            for (name, value) in try members(node, field.name, of: "fields") {
                guard let field = fields.first(where: { $0.name == name }) else {
                    throw DeclarationError(.unknownField("\(field.name).\(name)"), at: place(value))
                }
                values[name] = try self.value(value, field)
            }
            return .object(values)
        }
    }

    private func keySource(_ node: Node) throws(DeclarationError) -> KeySource {
        if node.scalar?.string == "stdin" { return .standardInput }
        let expected = "stdin, {file: path} or {env: NAME}"
        guard let pairs = node.mapping, pairs.count == 1, let pair = pairs.first,
            let value = pair.value.scalar?.string, !value.isEmpty
        else { throw wrong("key_from", expected, node) }
        switch pair.key.scalar?.string {
        case "file": return .file(value)
        // A key that was put here by mistake is not taken for a name, and so is shown nowhere.
        case "env" where value.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_]*/#) != nil: return .variable(value)
        default: throw wrong("key_from", expected, node)
        }
    }

    private func runState(_ node: Node) throws(DeclarationError) -> Resource.RunState {
        guard let state = node.scalar.flatMap({ Resource.RunState(rawValue: $0.string) }) else {
            throw wrong("state", "running or stopped", node)
        }
        return state
    }

    /// The members of a mapping, by name.
    private func members(
        _ node: Node, _ what: String, of parts: String
    ) throws(DeclarationError) -> [(name: String, value: Node)] {
        guard let mapping = node.mapping else { throw wrong(what, "a mapping of \(parts)", node) }
        var members: [(String, Node)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { throw wrong(what, "a mapping of \(parts)", key) }
            members.append((name, value))
        }
        return members
    }

    func isNull(_ node: Node) -> Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return Self.nulls.contains(scalar.string)
    }

    private func place(_ node: Node) -> DocumentPlace { DocumentPlace(file: file, line: node.mark?.line) }

    private func wrong(_ field: String, _ expected: String, _ node: Node) -> DeclarationError {
        DeclarationError(.wrongShape(field: field, expected: expected), at: place(node))
    }
}
