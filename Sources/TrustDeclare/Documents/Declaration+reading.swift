// SPDX-License-Identifier: Apache-2.0
import TrustCore
import Yams

extension Declaration {
    /// Reads a file's YAML; several documents in it are one.
    ///
    /// - Throws: `DeclarationError` with the line at fault. A field or section that is not known is refused: a
    ///   misspelt one would change nothing in silence.
    package init(yaml bytes: [UInt8], file: String) throws(DeclarationError) {
        self.init()
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DeclarationError(.notText, at: DocumentPlace(file: file, line: nil))
        }
        for root in try Self.documents(text, file: file) {
            var size = 0
            guard Self.isBounded(root, depth: 0, &size) else {
                throw DeclarationError(.tooComplex, at: DocumentPlace(file: file, line: nil))
            }
            let reader = ResourceReader(file: file)
            // A document of comments alone declares nothing.
            if reader.isNull(root) { continue }
            for resource in try reader.resources(root) { try add(resource) }
        }
    }

    /// The library's errors hold the whole text: only the line is taken from them.
    private static func documents(_ text: String, file: String) throws(DeclarationError) -> [Node] {
        do {
            let parser = try Parser(yaml: text, encoding: .utf8)
            var roots: [Node] = []
            while let root = try parser.nextRoot() { roots.append(root) }
            return roots
        } catch {
            let line: Int? =
                switch error as? YamlError {
                case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
                case .duplicatedKeysInMapping(_, let context): context.mark.line
                default: nil
                }
            throw DeclarationError(.malformedYAML, at: DocumentPlace(file: file, line: line))
        }
    }

    /// Whether a document is small enough: an alias may repeat what stands elsewhere, many times over.
    private static func isBounded(_ node: Node, depth: Int, _ size: inout Int) -> Bool {
        size += 1
        guard depth < 16, size < 200_000 else { return false }
        switch node {
        case .scalar, .alias: return true
        case .sequence(let elements):
            return elements.allSatisfy { isBounded($0, depth: depth + 1, &size) }
        case .mapping(let pairs):
            return pairs.allSatisfy { isBounded($0.value, depth: depth + 1, &size) }
        }
    }
}
