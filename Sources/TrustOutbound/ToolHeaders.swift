// SPDX-License-Identifier: Apache-2.0

/// The headers that go through a tool's call, in either direction: what describes contents, and nothing that carries a
/// credential, names a host, or holds a session.
package enum ToolHeaders {
    /// What a model may send.
    package static let sent: Set<String> = [
        "accept", "accept-language", "content-type", "if-modified-since", "if-none-match",
    ]
    /// What it is shown.
    static let shown: Set<String> = [
        "allow", "cache-control", "content-language", "content-type", "etag", "last-modified", "location",
        "retry-after",
    ]
    /// The longest value, in bytes.
    static let valueLimit = 1024

    /// - Parameter given: by the model.
    /// - Returns: the same in lower case, sorted.
    /// - Throws: `OutboundError` with `headerNotAllowed`.
    static func outgoing(_ given: [String: String]) throws(OutboundError) -> [(name: String, value: String)] {
        var names: Set<String> = []
        var headers: [(name: String, value: String)] = []
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            let name = name.lowercased()
            guard sent.contains(name), names.insert(name).inserted, value.utf8.count <= valueLimit,
                value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f })
            else { throw OutboundError(.headerNotAllowed) }
            headers.append((name, value))
        }
        return headers
    }

    /// Of a reply's headers, those that are shown; of several with one name the first.
    static func incoming(_ given: [(name: String, value: String)]) -> [String: String] {
        var headers: [String: String] = [:]
        for (name, value) in given {
            let name = name.lowercased()
            guard shown.contains(name), headers[name] == nil else { continue }
            let clean = value.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }
            headers[name] = String(String.UnicodeScalarView(clean).prefix(valueLimit))
        }
        return headers
    }
}
