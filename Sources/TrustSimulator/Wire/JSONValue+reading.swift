// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

extension JSONValue {
    /// The member of an object; `nil` where there is none, or it is `null`.
    func member(_ name: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[name], value != .null else { return nil }
        return value
    }

    var members: [String: JSONValue]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    var textValue: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var wholeNumber: Int? {
        guard case .integer(let number) = self else { return nil }
        return Int(exactly: number)
    }

    var isTrue: Bool { self == .bool(true) }

    /// The value as JSON on one line, members in the order of their names.
    var compactText: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only a number that is not finite can't be encoded, and none is ever made here.
        guard let data = try? encoder.encode(self) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }
}
