// SPDX-License-Identifier: Apache-2.0
import TrustCore
import Yams

extension Declaration {
    /// The document as YAML: fields in their own order, texts of several lines as blocks, nothing that has no value.
    ///
    /// - Throws: What the YAML library throws for text that YAML can't hold.
    package func yaml() throws -> String {
        var sections: [(Node, Node)] = []
        for kind in ResourceKind.allCases {
            let resources = resources(kind)
            guard !resources.isEmpty else { continue }
            let nodes = resources.map(Self.node)
            sections.append((Node(kind.section), kind.isSingle ? nodes[0] : Self.list(nodes)))
        }
        guard !sections.isEmpty else { return "" }
        return try serialize(node: Self.mapping(sections), width: -1, allowUnicode: true)
    }

    private static func node(_ resource: Resource) -> Node {
        var pairs = resource.kind.fields.compactMap { pair($0, resource.fields[$0.name]) }
        if let source = resource.keySource {
            let value: Node =
                switch source {
                case .standardInput: Node("stdin")
                case .file(let path): mapping([(Node("file"), Node(path))])
                case .variable(let name): mapping([(Node("env"), Node(name))])
                }
            pairs.append((Node("key_from"), value))
        }
        if let state = resource.runState { pairs.append((Node("state"), Node(state.rawValue))) }
        return mapping(pairs)
    }

    private static func pair(_ field: DeclaredField, _ value: JSONValue?) -> (Node, Node)? {
        guard let value, field.normalized(value) != .null else { return nil }
        return (Node(field.name), node(field, field.normalized(value)))
    }

    private static func node(_ field: DeclaredField, _ value: JSONValue) -> Node {
        switch (field.shape, value) {
        case (.object(let fields), .object(let values)): mapping(fields.compactMap { pair($0, values[$0.name]) })
        case (_, .object(let values)):
            mapping(values.sorted { $0.key < $1.key }.map { (text($0.key), text($0.value.text)) })
        case (_, .array(let values)): list(values.map { text($0.text) })
        case (_, .integer(let number)): Node(String(number), Tag(.int))
        // A whole number without its point reads the same.
        case (_, .number(let number)): Node(number == number.rounded() ? String(Int64(number)) : String(number))
        case (_, .bool(let value)): Node(String(value))
        case (_, .string(let value)): text(value)
        case (_, .null): Node("")
        }
    }

    /// A text that stays a text: what would read as nothing stands in quotes.
    private static func text(_ text: String) -> Node {
        let style: Node.Scalar.Style =
            text.contains("\n") ? .literal : ResourceReader.nulls.contains(text) ? .doubleQuoted : .any
        return Node(text, Tag(.str), style)
    }

    private static func mapping(_ pairs: [(Node, Node)]) -> Node {
        .mapping(Node.Mapping(pairs, Tag(.map), .block))
    }

    private static func list(_ nodes: [Node]) -> Node {
        .sequence(Node.Sequence(nodes, Tag(.seq), .block))
    }
}
