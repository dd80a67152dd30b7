// SPDX-License-Identifier: Apache-2.0

import Foundation
import TrustCore

/// A thing's labels, small, each a link to what else has it.
struct LabelList: Equatable {
    struct Entry: Equatable {
        var key: String
        var value: String
        var href: String
    }
    var entries: [Entry]

    /// `nil` where there is none, so that a template shows nothing; `path` is the list that a label narrows.
    init?(_ labels: Labels, path: String) {
        guard !labels.isEmpty else { return nil }
        entries = labels.sorted.map {
            Entry(key: $0.key, value: $0.value, href: Address.make(path, [("label", "\($0.key):\($0.value)")]))
        }
    }
}

/// The fields in which labels are edited: one for each customary key, and lines for the others.
struct LabelFields: Equatable {
    static let others = "labels"
    static func name(of key: String) -> String { "label_\(key)" }
    /// The keys that have a field of their own where the thing itself has a use case.
    static let keysBesideUseCase = Labels.customaryKeys.filter { $0 != "use_case" }
    /// What a form with these fields carries.
    static let names = Set(Labels.customaryKeys.map(name(of:)) + [others])

    var fields: [Field]
    var others: String
    var error: String?
    var invalid: Bool

    /// `values` are those of the form's fields, by name; `keys` have a field of their own.
    init(_ values: [String: String], keys: [String] = Labels.customaryKeys, error: String? = nil) {
        fields = keys.map { key in
            Field(
                id: "label-\(key)", name: Self.name(of: key),
                label: key.replacing("_", with: " ").prefix(1).uppercased() + key.replacing("_", with: " ").dropFirst(),
                value: values[Self.name(of: key)] ?? "", placeholder: Self.examples[key], required: false)
        }
        others = values[Self.others] ?? ""
        self.error = error
        invalid = error != nil
    }

    init(_ labels: Labels) { self.init(Self.values(of: labels)) }

    private static let examples = [
        "environment": "production", "team": "payments", "owner": "ada", "use_case": "Customer support",
    ]

    /// The fields' values for labels that are there.
    static func values(of labels: Labels, keys: [String] = Labels.customaryKeys) -> [String: String] {
        var values: [String: String] = [:]
        for key in keys { values[name(of: key)] = labels[key] }
        values[others] = labels.sorted.filter { !keys.contains($0.key) }
            .map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
        return values
    }
}

extension EditConflict {
    /// Compares what label fields hold.
    mutating func compareLabels(saved: [String: String], typed: [String: String]) {
        for key in Labels.customaryKeys {
            let name = LabelFields.name(of: key)
            compare("Label \(key)", saved: saved[name] ?? "", typed: typed[name] ?? "")
        }
        compare("Other labels", saved: saved[LabelFields.others] ?? "", typed: typed[LabelFields.others] ?? "")
    }
}

extension Form {
    /// The values of the label fields, by name.
    var labelValues: [String: String] {
        var values: [String: String] = [:]
        for name in LabelFields.names { values[name] = name == LabelFields.others ? raw(name) : text(name) }
        return values
    }

    /// What the label fields say.
    /// - Throws: `LabelError`.
    var labels: Labels {
        get throws(LabelError) {
            var labels: [String: String] = [:]
            for key in Labels.customaryKeys {
                let value = text(LabelFields.name(of: key))
                if !value.isEmpty { labels[key] = value }
            }
            for line in raw(LabelFields.others).split(separator: "\n") {
                let line = line.trimmingPrefix { $0.isWhitespace }
                guard !line.isEmpty else { continue }
                guard let equals = line.firstIndex(of: "=") else {
                    throw LabelError("Write one label a line, such as region=eu.")
                }
                let key = String(line[..<equals]).trimmingCharacters(in: .whitespaces)
                guard labels[key] == nil else { throw LabelError("The label \(key) is given twice.") }
                labels[key] = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
            }
            return try Labels(labels)
        }
    }
}
