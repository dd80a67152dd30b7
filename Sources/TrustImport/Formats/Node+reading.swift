// SPDX-License-Identifier: Apache-2.0
import TrustCore
import Yams

extension Node {
    /// A member of a mapping, also one that `<<` merges into it.
    subscript(member name: String) -> Node? { member(name, depth: 8) }

    private func member(_ name: String, depth: Int) -> Node? {
        guard depth > 0, let mapping else { return nil }
        if let own = mapping.first(where: { $0.key.scalar?.string == name }) { return own.value }
        guard let merged = mapping.first(where: { $0.key.scalar?.string == "<<" })?.value else { return nil }
        let sources = merged.sequence.map(Array.init) ?? [merged]
        return sources.lazy.compactMap { $0.member(name, depth: depth - 1) }.first
    }

    /// A scalar's text; `nil` for what is empty or null.
    var value: String? {
        guard let scalar, !scalar.string.isEmpty else { return nil }
        let isNull = scalar.style == .plain && ["~", "null", "Null", "NULL"].contains(scalar.string)
        return isNull ? nil : scalar.string
    }
}

/// Goes through every scalar of a document.
struct YAMLWalk {
    private var left: Int

    /// - Parameter limit: how many nodes are visited: an alias may repeat what stands elsewhere, many times over.
    init(limit: Int) { left = limit }

    /// Hands each scalar that is not a name to `body`, with its path; `false` if there are too many.
    mutating func visit(_ node: Node, path: String = "", _ body: (_ path: String, _ value: String) -> Void) -> Bool {
        left -= 1
        guard left > 0 else { return false }
        switch node {
        case .scalar(let scalar): body(path, scalar.string)
        case .sequence(let sequence):
            for (index, element) in sequence.enumerated() {
                guard visit(element, path: "\(path)[\(index)]", body) else { return false }
            }
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard visit(value, path: path + (path.isEmpty ? "" : ".") + Self.step(key), body) else { return false }
            }
        case .alias: break
        }
        return true
    }

    /// A key that stands where a name should is not shown.
    private static func step(_ key: Node) -> String {
        guard let name = key.scalar?.string, name.utf8.count <= 64, !SharedSecret(text: name).mayHoldKey else {
            return "…"
        }
        return name
    }
}
