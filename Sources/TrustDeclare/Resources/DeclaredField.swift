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
    /// Names things that are made later, so that it is only said once they are there.
    package let comesLast: Bool
    /// What the API takes for "no value any more"; `nil` where it takes nothing for it.
    package let takenAwayBy: JSONValue?

    init(
        _ name: String, as shape: Shape = .text, inAPI apiName: String? = nil, isFixed: Bool = false,
        comesLast: Bool = false, takenAwayBy: JSONValue? = nil
    ) {
        self.name = name
        self.shape = shape
        self.apiName = apiName ?? name
        self.isFixed = isFixed
        self.comesLast = comesLast
        self.takenAwayBy = takenAwayBy
    }

    /// A value in the form in which two can be compared: what has no order is sorted, and nothing is `null`.
    func normalized(_ value: JSONValue?) -> JSONValue {
        switch (shape, value ?? .null) {
        case (.set, .array(let values)), (.references, .array(let values)):
            values.isEmpty && takenAwayBy != nil ? .null : .array(values.sorted { $0.text < $1.text })
        case (.list, .array(let values)) where values.isEmpty: .null
        case (.map, .object(let values)) where values.isEmpty: .null
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
