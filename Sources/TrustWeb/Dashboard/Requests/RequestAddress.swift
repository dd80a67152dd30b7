// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustCore

/// Which calls a page's address names: texts as they were typed.
struct RequestAddress: Equatable {
    /// The filters, which the API's address has too.
    static let names = ["agent", "type", "provider", "model", "outcome", "status", "from", "to"]

    private var values: [String: String] = [:]
    /// Where the part before ended.
    private(set) var cursor: String?

    init(_ request: Request) {
        for name in Self.names {
            let value = request.uri.queryParameters[name[...]].map { String($0.prefix(128)) } ?? ""
            if !value.isEmpty { values[name] = value }
        }
        cursor = request.uri.queryParameters["cursor"].map(String.init)
    }

    /// The address of an agent's calls, and the like.
    init(_ name: String, _ value: String) { values[name] = value }

    subscript(_ name: String) -> String { values[name] ?? "" }

    var isFiltered: Bool { !values.isEmpty }

    /// The page's own address.
    func address(before position: RequestPosition? = nil) -> String {
        var query = Self.names.compactMap { name in values[name].map { (name, $0) } }
        if let position { query.append(("cursor", position.text)) }
        guard !query.isEmpty else { return "/requests" }
        return "/requests?" + query.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e, 0x3a: String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
