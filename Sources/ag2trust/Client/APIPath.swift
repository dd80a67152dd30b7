// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A path of the JSON API, its variable parts escaped.
struct APIPath: Sendable {
    let text: String

    private init(text: String) { self.text = text }

    /// `/api/`, then the parts with slashes between them.
    init(_ parts: String...) {
        text = "/api" + parts.map { "/" + Self.escaped($0) }.joined()
    }

    /// With a query behind it, or behind the one that it has.
    func adding(query: [String: String]) -> APIPath {
        guard !query.isEmpty else { return self }
        let pairs = query.sorted { $0.key < $1.key }.map { "\(Self.escaped($0.key))=\(Self.escaped($0.value))" }
        return APIPath(text: text + (text.contains("?") ? "&" : "?") + pairs.joined(separator: "&"))
    }

    /// With pairs behind it, of which one name may occur several times.
    func adding(pairs: [(name: String, value: String)]) -> APIPath {
        pairs.reduce(self) { $0.adding(query: [$1.name: $1.value]) }
    }

    /// Everything but RFC 3986's unreserved characters as percent and two digits.
    private static func escaped(_ part: String) -> String {
        let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        // `.` and `..` would be read as steps in the path, not as names.
        let isDots = part.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
        return part.utf8.map { byte in
            if unreserved.contains(byte), !isDots { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
