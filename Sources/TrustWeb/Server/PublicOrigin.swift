// SPDX-License-Identifier: Apache-2.0

/// The origin by which people reach the control listener, such as `https://trust.example.com` with a proxy in front.
package struct PublicOrigin: Sendable, Hashable {
    /// Whether browsers come over TLS, wherever it ends.
    package let isTLS: Bool
    /// What browsers put into `Host`: without the port where it is the scheme's own.
    package let authority: String

    /// Scheme and authority, as browsers write it into `Origin`.
    package var text: String { "\(isTLS ? "https" : "http")://\(authority)" }

    /// - Returns: `nil` for what is no origin: another scheme, a path, a query, a name with a user, a port of 0.
    package init?(_ text: String) {
        var rest = text.lowercased()[...]
        if rest.hasPrefix("https://") {
            isTLS = true
        } else if rest.hasPrefix("http://") {
            isTLS = false
        } else {
            return nil
        }
        rest = rest.dropFirst(isTLS ? 8 : 7)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard let authority = Self.authority(String(rest), isTLS: isTLS) else { return nil }
        self.authority = authority
    }

    /// Whether a `Host` header, in lower case, names it, with its port or, where that is the scheme's own, without.
    func isNamed(by host: String) -> Bool { Self.authority(host, isTLS: isTLS) == authority }

    /// The authority without the scheme's own port; `nil` where it is none.
    private static func authority(_ text: String, isTLS: Bool) -> String? {
        let end: String.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            end = text.index(after: bracket)
            let digits = text[..<end].dropFirst().dropLast()
            guard !digits.isEmpty, digits.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            end = text.firstIndex(of: ":") ?? text.endIndex
            let name = text[..<end].utf8
            guard !name.isEmpty, name.allSatisfy({ byte in Self.nameBytes.contains(byte) }) else { return nil }
        }
        guard end != text.endIndex else { return text }
        let digits = text[end...].dropFirst()
        guard text[end] == ":", digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), (1...65_535).contains(port)
        else { return nil }
        return port == (isTLS ? 443 : 80) ? String(text[..<end]) : "\(text[..<end]):\(port)"
    }

    private static let nameBytes = Set("abcdefghijklmnopqrstuvwxyz0123456789-._".utf8)
}
