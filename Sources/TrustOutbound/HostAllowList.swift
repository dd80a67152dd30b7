// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The hosts that may be called, as the operator wrote them: exact names, no patterns, empty by default.
///
/// An entry is `host:port`, such as `127.0.0.1:8090` or `[::1]:8090`, or `host` alone for the scheme's own port (443
/// for https, 80 for http). Letters' case does not matter; a name and its address are different hosts.
package struct HostAllowList: Sendable, Hashable {
    private struct Entry: Sendable, Hashable {
        var host: String
        /// `nil` stands for the scheme's own port.
        var port: Int?
    }

    private let entries: Set<Entry>

    /// Allows nothing.
    package static let empty = HostAllowList()

    private init() { entries = [] }

    /// Reads entries; white space around them is dropped.
    /// - Throws: `invalidHostEntry` for a scheme, a path, a pattern, a user, or a port out of range.
    package init(_ texts: [String]) throws(OutboundError) {
        var entries: Set<Entry> = []
        for text in texts { entries.insert(try Self.parse(text)) }
        self.entries = entries
    }

    /// Whether nothing is allowed.
    package var isEmpty: Bool { entries.isEmpty }

    /// Whether an endpoint's host and port are on the list.
    package func allows(_ endpoint: UpstreamEndpoint) -> Bool {
        let host = endpoint.host.lowercased()
        if entries.contains(Entry(host: host, port: endpoint.port)) { return true }
        return endpoint.port == (endpoint.isTLS ? 443 : 80) && entries.contains(Entry(host: host, port: nil))
    }

    /// Whether a host is on the list with any port.
    package func names(host: String) -> Bool { entries.contains { $0.host == host.lowercased() } }

    private static func parse(_ raw: String) throws(OutboundError) -> Entry {
        let text = raw.trimming { $0 == " " || $0 == "\t" }.lowercased()
        var host = text
        var port: Int?
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = String(text[text.index(after: text.startIndex)..<end])
            let rest = text[text.index(after: end)...]
            if !rest.isEmpty { port = try parsePort(rest.dropFirst(), if: rest.hasPrefix(":")) }
            guard host.utf8.allSatisfy({ isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }),
                host.contains(":")
            else { throw OutboundError(.invalidHostEntry) }
            return Entry(host: host, port: port)
        }
        if let colon = text.firstIndex(of: ":") {
            host = String(text[..<colon])
            port = try parsePort(text[text.index(after: colon)...], if: true)
        }
        let isName = host.utf8.allSatisfy {
            isHexDigit($0) || ($0 >= UInt8(ascii: "g") && $0 <= UInt8(ascii: "z")) || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
        }
        guard !host.isEmpty, host.utf8.count <= 253, isName else { throw OutboundError(.invalidHostEntry) }
        return Entry(host: host, port: port)
    }

    private static func parsePort(_ text: Substring, if isPort: Bool) throws(OutboundError) -> Int {
        guard isPort, text.utf8.count <= 5, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let port = Int(text),
            (1...65_535).contains(port)
        else { throw OutboundError(.invalidHostEntry) }
        return port
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"))
    }
}

extension String {
    fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        var rest = Substring(self).drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return String(rest)
    }
}
