// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// `.env`: variables, of which some hold keys and base URLs.
enum EnvironmentFile {
    private struct Variable {
        let name: String
        let value: SharedSecret
        let isReference: Bool
        let line: Int
    }

    static func read(_ bytes: FileBytes, name file: String) -> KeyFile {
        var result = KeyFile(name: file)
        var variables: [Variable] = []
        var scanner = EnvironmentScanner(bytes)
        while let entry = scanner.next() {
            switch entry {
            case .assignment(let name, let value, let isReference, let line):
                variables.append(Variable(name: name, value: value, isReference: isReference, line: line))
            case .unreadable(let line, let mayHoldKey):
                // Other lines may say other things; what could be a key must be seen.
                guard mayHoldKey else { continue }
                result.skip(nil, at: KeyOrigin(file: file, place: .line(line)), .unreadable, mayHoldKey: true)
            }
        }
        let lastLines = Dictionary(variables.map { ($0.name, $0.line) }) { _, last in last }
        let baseURLs = addresses(variables)
        for variable in variables {
            let origin = KeyOrigin(file: file, place: .line(variable.line))
            guard let known = KeyVariable(variable.name), known.purpose == .key else {
                if variable.value.looksLikeKey {
                    result.skip(variable.name, at: origin, .unknownVariable, mayHoldKey: true)
                }
                continue
            }
            result.add(variable.name, at: origin) { () throws(SkipReason) in
                if let last = lastLines[variable.name], last != variable.line { throw .setAgain(line: last) }
                if let objection = known.objection { throw objection }
                if variable.isReference { throw .reference }
                let address = baseURLs[known.owner]
                if address?.isReference == true { throw .baseURL(SkipReason.reference.sentence) }
                return try FoundKey(
                    type: known.owner.type, key: variable.value, baseURL: address?.value.text,
                    name: .variable(known.providerName), origin: origin)
            }
        }
        return result
    }

    /// The base URLs by whose they are; the last one counts, as it does for the key.
    private static func addresses(_ variables: [Variable]) -> [KeyVariable.Owner: Variable] {
        let known = variables.compactMap { variable in
            KeyVariable(variable.name).flatMap { $0.purpose == .baseURL ? ($0.owner, variable) : nil }
        }
        return Dictionary(known) { _, last in last }
    }
}
