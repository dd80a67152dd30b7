// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TrustAPI
import TrustCore

/// Narrows a list to what has the labels.
struct LabelFilter: ParsableArguments {
    @Option(
        name: .customLong("label"),
        help: ArgumentHelp(
            "Only what has this label: environment=production, team!=payments, owner or !owner; may be given several "
                + "times.", valueName: "label"))
    var terms: [String] = []

    /// - Throws: `ValidationError` for what is not a term.
    func validate() throws { _ = try selector() }

    /// Whether something has the labels that are asked for.
    func selector() throws -> LabelSelector {
        do {
            return LabelSelector(try terms.map { try LabelSelector.Term($0) })
        } catch let error as LabelError {
            throw ValidationError("--label: \(error.publicMessage)")
        }
    }

    /// For the address of a list.
    var query: [(name: String, value: String)] {
        get throws { try selector().terms.map { ("label", $0.text) } }
    }
}

/// The labels that something new is given.
struct NewLabels: ParsableArguments {
    @Option(
        name: .customLong("label"),
        help: ArgumentHelp(
            "A label, such as environment=production; may be given several times.", valueName: "key=value"))
    var pairs: [String] = []

    func validate() throws { _ = try labels() }

    /// `nil` where none was given.
    func labels() throws -> [String: String]? {
        guard !pairs.isEmpty else { return nil }
        return try LabelChange(pairs).applied(to: [:])
    }
}

/// How the labels of something that is there are changed.
struct LabelArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("key=value sets a label, key- takes it away.", valueName: "label"))
    var labels: [String]

    func validate() throws { _ = try LabelChange(labels) }

    /// What becomes of labels that are there.
    func applied(to labels: [String: String]) throws -> [String: String] {
        try LabelChange(self.labels).applied(to: labels)
    }
}

/// Labels as they are changed on a command line: `key=value` sets one, `key-` takes one away.
struct LabelChange {
    private var set: [String: String] = [:]
    private var removed: Set<String> = []

    /// - Throws: `ValidationError` for what is neither.
    init(_ arguments: [String]) throws {
        for argument in arguments {
            if let equals = argument.firstIndex(of: "=") {
                set[String(argument[..<equals])] = String(argument[argument.index(after: equals)...])
            } else if argument.hasSuffix("-") {
                removed.insert(String(argument.dropLast()))
            } else {
                throw ValidationError("\(argument) is not a label. Write key=value, or key- to take one away.")
            }
        }
        do {
            _ = try Labels(set)
        } catch {
            throw ValidationError(error.publicMessage)
        }
    }

    /// What is there, changed.
    func applied(to labels: [String: String]) -> [String: String] {
        labels.filter { !removed.contains($0.key) }.merging(set) { _, new in new }
    }
}

extension Labels {
    /// `environment=production, team=payments`; `nil` where there is none.
    static func shown(_ labels: [String: String]) -> String? {
        guard !labels.isEmpty else { return nil }
        return labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    }
}
