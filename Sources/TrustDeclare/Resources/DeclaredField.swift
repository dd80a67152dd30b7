// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// One field of a kind: what it is called in a document and in the API, and what it may hold.
///
/// Whether a value is good is for the server to say; a document is only held to its shape.
package struct DeclaredField: Sendable, Hashable {
    /// What a value looks like.
    package indirect enum Shape: Sendable, Hashable {
        case text
        case integer
        case number
        /// Texts whose order says something.
        case list
        /// Texts whose order says nothing.
        case set
        /// Texts by name.
        case map
        /// The identity of something of a kind; an id in the API.
        case reference(ResourceKind)
        /// The identities of several; their order says nothing.
        case references(ResourceKind)
        case object([DeclaredField])
    }

    package let name: String
    package let shape: Shape
    package let apiName: String
    /// Said when it is made and never changed after it.
    package let isFixed: Bool
    /// Can't be said when it is made, and names things that may be made later.
    package let followsCreation: Bool
    /// What the API takes for "no value any more"; `nil` where it takes nothing for it.
    package let takenAwayBy: JSONValue?
    /// A value that says no more than none does.
    let equalsNone: JSONValue?

    init(
        _ name: String, as shape: Shape = .text, inAPI apiName: String? = nil, isFixed: Bool = false,
        followsCreation: Bool = false, takenAwayBy: JSONValue? = nil, equalsNone: JSONValue? = nil
    ) {
        self.name = name
        self.shape = shape
        self.apiName = apiName ?? name
        self.isFixed = isFixed
        self.followsCreation = followsCreation
        self.takenAwayBy = takenAwayBy
        self.equalsNone = equalsNone
    }

    /// Who and what something belongs to.
    static let labels = DeclaredField("labels", as: .map, takenAwayBy: .object([:]))

    /// Which agent types may use a provider, in which delivery; none at all is every one in every delivery.
    static let usePolicy = DeclaredField(
        "use_policy",
        as: .object([
            DeclaredField("agent_types", as: .references(.agentType)),
            DeclaredField(
                "deliveries", as: .set,
                equalsNone: .array(CredentialDelivery.allCases.map(\.rawValue).sorted().map(JSONValue.string))),
        ]), followsCreation: true, takenAwayBy: .object([:]))

    /// A value in the form in which two can be compared: what has no order is sorted, and nothing is `null`.
    func normalized(_ value: JSONValue?) -> JSONValue {
        let value = ordered(value)
        return value == equalsNone || value == .object([:]) ? .null : value
    }

    /// Everything that a value refers to.
    package func references(in value: JSONValue?) -> [(kind: ResourceKind, name: String)] {
        switch (shape, value) {
        case (.reference(let kind), .string(let name)): [(kind, name)]
        case (.references(let kind), .array(let names)): names.map { (kind, $0.text) }
        case (.object(let fields), .object(let values)): fields.flatMap { $0.references(in: values[$0.name]) }
        default: []
        }
    }

    /// A value with those of its references that a list knows.
    func keeping(
        _ value: JSONValue, _ isKnown: (_ kind: ResourceKind, _ name: String) -> Bool
    ) -> JSONValue {
        switch (shape, value) {
        case (.references(let kind), .array(let names)): return .array(names.filter { isKnown(kind, $0.text) })
        case (.object(let fields), .object(var values)):
            for field in fields { values[field.name] = values[field.name].map { field.keeping($0, isKnown) } }
            return .object(values)
        default: return value
        }
    }

    private func ordered(_ value: JSONValue?) -> JSONValue {
        switch (shape, value ?? .null) {
        case (.set, .array(let values)), (.references, .array(let values)):
            values.isEmpty && takenAwayBy != nil
                ? .null : .array(Set(values.map(\.text)).sorted().map(JSONValue.string))
        case (.list, .array(let values)) where values.isEmpty: .null
        case (.number, .integer(let value)): .number(Double(value))
        case (.object(let fields), .object(let values)):
            .object(
                Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.normalized(values[$0.name])) })
                    .filter { $0.value != .null })
        case (_, let value): value
        }
    }
}

extension JSONValue {
    /// A string's own text; empty for anything else.
    var text: String {
        if case .string(let text) = self { text } else { "" }
    }
}
