// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What a server has: every resource with its id.
package struct Present: Sendable {
    /// The ids that the API knows them by.
    package private(set) var ids: [ResourceKind: [String: String]] = [:]
    package private(set) var declaration = Declaration()

    /// Of what the API lists, kind by kind; references become names.
    /// - Parameter items: the elements of each list, as JSON objects.
    /// - Throws: `repeated` if two of a kind have one name, which no server lets happen.
    package init(_ items: [ResourceKind: [JSONValue]]) throws(DeclarationError) {
        var names: [ResourceKind: [String: String]] = [:]
        for (kind, values) in items {
            for case .object(let fields) in values {
                guard case .string(let id)? = fields["id"], case .string(let name)? = fields[kind.identity] else {
                    continue
                }
                ids[kind, default: [:]][name] = id
                names[kind, default: [:]][id] = name
            }
        }
        for kind in ResourceKind.allCases {
            for case .object(let values) in items[kind] ?? [] {
                guard case .string(let name)? = values[kind.identity] else { continue }
                let pairs = kind.fields.map { ($0.name, Self.value(values[$0.apiName], $0, names)) }
                try declaration.add(
                    Resource(
                        kind: kind, name: name, fields: Dictionary(uniqueKeysWithValues: pairs),
                        runState: kind == .agent ? Self.runState(values["state"]) : nil))
            }
        }
    }

    /// The same without what is not a declaration of what is to be: whether agents run at this moment.
    package var exported: Declaration {
        get throws(DeclarationError) {
            var exported = Declaration()
            for var resource in declaration.resources {
                resource.runState = nil
                try exported.add(resource)
            }
            return exported
        }
    }

    private static func value(
        _ value: JSONValue?, _ field: DeclaredField, _ names: [ResourceKind: [String: String]]
    ) -> JSONValue {
        switch (field.shape, value ?? .null) {
        case (.reference(let kind), .string(let id)): .string(names[kind]?[id] ?? id)
        case (.references(let kind), .array(let ids)):
            // What has gone since the lists were asked for one after the other is in none of them.
            .array(ids.compactMap { names[kind]?[$0.text].map(JSONValue.string) })
        case (.object(let fields), .object(let values)):
            .object(
                Dictionary(uniqueKeysWithValues: fields.map { ($0.name, Self.value(values[$0.apiName], $0, names)) }))
        case (_, let value): value
        }
    }

    private static func runState(_ state: JSONValue?) -> Resource.RunState {
        ["running", "starting"].contains(state?.text ?? "") ? .running : .stopped
    }
}
