// SPDX-License-Identifier: Apache-2.0

/// How the control listener is reached.
package struct ControlServerConfiguration: Sendable, Hashable {
    /// The port that `Host` may name; `nil` takes any.
    package var port: Int?
    /// Host names beside the loopback's that it is reached by, without a port.
    package var hosts: [String]
    /// Whether TLS ends here: cookies become `Secure`, origins `https`.
    package var usesTLS: Bool

    package init(port: Int?, hosts: [String] = [], usesTLS: Bool = false) {
        self.port = port
        self.hosts = hosts
        self.usesTLS = usesTLS
    }

    /// Whether a `Host` header names this server. Another name is somebody's DNS that points here.
    func allows(authority: String) -> Bool {
        let authority = authority.lowercased()
        let host: Substring
        let port: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[...end]
            port = authority[authority.index(after: end)...]
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority[host.endIndex...]
        }
        let isKnown = ["localhost", "127.0.0.1", "[::1]"].contains(host) || hosts.contains { $0.lowercased() == host }
        guard isKnown else { return false }
        if port.isEmpty { return true }
        guard let number = Int(port.dropFirst()), port.hasPrefix(":") else { return false }
        return self.port.map { $0 == number } ?? (1...65_535).contains(number)
    }
}
