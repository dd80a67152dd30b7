// SPDX-License-Identifier: Apache-2.0

/// Short facts that things are grouped, found and acted on by: `environment` is `production`, `team` is `payments`.
///
/// Keys are `[a-z0-9][a-z0-9_.-]{0,62}`; values have 1 to 100 characters, none of them a control character; a thing has
/// at most 20.
package struct Labels: Sendable, Hashable {
    /// What forms offer; any other key is as good.
    package static let customaryKeys = ["environment", "team", "owner", "use_case"]
    package static let limit = 20
    package static let valueLength = 1...100

    package private(set) var values: [String: String]

    /// None.
    package init() { values = [:] }

    /// - Throws: `LabelError` for a key or a value that can't be one, and for too many.
    package init(_ values: [String: String]) throws(LabelError) {
        guard values.count <= Self.limit else {
            throw LabelError("At most \(Self.limit) labels can be given.")
        }
        for (key, value) in values {
            guard Self.isKey(key) else { throw .key }
            guard Self.isValue(value) else { throw .value(of: key) }
        }
        self.values = values
    }

    package subscript(key: String) -> String? { values[key] }
    package var isEmpty: Bool { values.isEmpty }

    /// By key.
    package var sorted: [(key: String, value: String)] { values.sorted { $0.key < $1.key } }

    /// These with another's above them.
    package func overlaid(by other: Labels) -> Labels {
        var labels = self
        labels.values.merge(other.values) { _, above in above }
        return labels
    }

    static func isKey(_ text: some StringProtocol) -> Bool {
        func isFirst(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) }
        guard let first = text.utf8.first, isFirst(first), text.utf8.count <= 63 else { return false }
        return text.utf8.allSatisfy { isFirst($0) || $0 == 0x5f || $0 == 0x2e || $0 == 0x2d }
    }

    static func isValue(_ text: some StringProtocol) -> Bool {
        valueLength.contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy(\.isPrintable)
    }
}

/// Why labels or a selector can't be taken.
package struct LabelError: PresentableError, Equatable {
    package let publicMessage: String
    /// The field of a request that it is about.
    package let field: String

    package init(_ message: String, field: String = "labels") {
        publicMessage = message
        self.field = field
    }

    static let key = LabelError(
        "A label's key has 1 to 63 lower-case letters, digits, dots, hyphens and underscores, and begins with a letter "
            + "or a digit.")
    static func value(of key: String) -> LabelError {
        LabelError("The value of the label \(key) must have 1 to 100 characters, and none that can't be printed.")
    }

    package var errorCode: ErrorCode { .invalidRequest }
    package var details: [String: JSONValue] { ["field": .string(field)] }
}
