// SPDX-License-Identifier: Apache-2.0

/// Which things are meant, by their labels: every term must hold.
///
/// Terms are written `key=value` (or `key:value`), `key!=value`, `key` for one that is there and `!key` for one that is
/// not; several with commas between them: `environment=production,team!=payments`.
package struct LabelSelector: Sendable, Hashable {
    /// One condition.
    package struct Term: Sendable, Hashable {
        package enum Condition: Sendable, Hashable {
            case equals(String)
            /// Also where the label is not there.
            case differs(String)
            case isPresent
            case isAbsent
        }
        package let key: String
        package let condition: Condition

        /// - Throws: `LabelError` for anything that is not a term.
        package init(_ text: some StringProtocol) throws(LabelError) {
            let text = Substring(text)
            if text.first == "!" {
                self = try Term(key: text.dropFirst(), .isAbsent)
                return
            }
            let end = text.firstIndex { $0 == "=" || $0 == ":" || $0 == "!" } ?? text.endIndex
            let (name, rest) = (text[..<end], text[end...])
            switch rest.first {
            case nil: self = try Term(key: name, .isPresent)
            case "!":
                guard let sign = rest.dropFirst().first, sign == "=" || sign == ":" else {
                    throw LabelSelector.malformed
                }
                self = try Term(key: name, .differs(String(rest.dropFirst(2))))
            default: self = try Term(key: name, .equals(String(rest.dropFirst())))
            }
        }

        init(key: some StringProtocol, _ condition: Condition) throws(LabelError) {
            guard Labels.isKey(key) else { throw LabelSelector.malformed }
            switch condition {
            case .equals(let value), .differs(let value):
                guard Labels.isValue(value) else { throw LabelSelector.malformed }
            case .isPresent, .isAbsent: break
            }
            self.key = String(key)
            self.condition = condition
        }

        func matches(_ labels: Labels) -> Bool {
            switch condition {
            case .equals(let value): labels[key] == value
            case .differs(let value): labels[key] != value
            case .isPresent: labels[key] != nil
            case .isAbsent: labels[key] == nil
            }
        }

        /// As it is written in an address: `key:value`.
        package var text: String {
            switch condition {
            case .equals(let value): "\(key):\(value)"
            case .differs(let value): "\(key)!:\(value)"
            case .isPresent: key
            case .isAbsent: "!\(key)"
            }
        }
    }

    package var terms: [Term]

    package init(_ terms: [Term] = []) { self.terms = terms }

    /// Reads terms with commas between them.
    /// - Throws: `LabelError`; also for an empty text.
    package init(_ text: String) throws(LabelError) {
        var terms: [Term] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) { terms.append(try Term(part)) }
        self.terms = terms
    }

    /// All of these, exactly.
    package init(_ labels: Labels) throws(LabelError) {
        var terms: [Term] = []
        for (key, value) in labels.sorted { terms.append(try Term(key: key, .equals(value))) }
        self.terms = terms
    }

    package var isEmpty: Bool { terms.isEmpty }

    package func matches(_ labels: Labels) -> Bool { terms.allSatisfy { $0.matches(labels) } }

    static let malformed = LabelError("This takes labels such as environment:production.", field: "label")
}
