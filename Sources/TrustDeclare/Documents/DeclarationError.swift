// SPDX-License-Identifier: Apache-2.0

/// Why a document can't be taken. It shows names of the document, and never a value where a secret may have been put.
package struct DeclarationError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case notText
        case malformedYAML
        case tooComplex
        case unknownSection(String)
        case unknownField(String)
        case wrongShape(field: String, expected: String)
        case missingField(String)
        case repeated(String)
        case secretInDocument(String)
        case unknownReference(ResourceKind, String)
        case fixedField(String, name: String)
        case cannotBeTakenAway(String)
        case noKeySource(String)
    }

    package let code: Code
    package let place: DocumentPlace?

    init(_ code: Code, at place: DocumentPlace?) {
        self.code = code
        self.place = place
    }

    package var description: String { (place.map { "\($0): " } ?? "") + sentence }

    private var sentence: String {
        switch code {
        case .notText: "This is not UTF-8 text."
        case .malformedYAML: "This is not well-formed YAML."
        case .tooComplex: "This is too large or too deeply nested."
        case .unknownSection(let name):
            "There is no section \"\(name)\"; there are "
                + ResourceKind.allCases.map(\.section).joined(separator: ", ") + "."
        case .unknownField(let name): "There is no field \"\(name)\" here."
        case .wrongShape(let field, let expected): "\(field) must be \(expected)."
        case .missingField(let name): "\(name) is missing."
        case .repeated(let name): "\"\(name)\" is declared twice."
        case .secretInDocument(let field):
            "\(field) must not stand in a document. Say with key_from where the key is: stdin, {file: path} or "
                + "{env: NAME}."
        case .unknownReference(let kind, let name):
            "There is no \(kind.noun) \"\(name)\", neither declared nor on the server."
        case .fixedField(let field, let name):
            "\(field) of \"\(name)\" can't be changed. Declare another one under another name."
        case .cannotBeTakenAway(let field): "\(field) can be changed, but not be taken away."
        case .noKeySource(let name): "\"\(name)\" does not exist yet: say with key_from where its key is."
        }
    }
}
