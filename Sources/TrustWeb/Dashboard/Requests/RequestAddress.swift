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
        var query: [(name: String, value: String)] = Self.names.compactMap { name in values[name].map { (name, $0) } }
        if let position { query.append(("cursor", position.text)) }
        return Address.make("/requests", query, leavesColons: true)
    }
}
