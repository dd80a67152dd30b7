// SPDX-License-Identifier: Apache-2.0

/// How the control listener is reached.
package struct ControlServerConfiguration: Sendable, Hashable {
    /// The port that `Host` may name; `nil` takes any.
    package var port: Int?
    /// Host names and addresses that it is reached by, without a port; IPv6 addresses in brackets.
    package var hosts: Set<String>
    /// The origin by which people reach it, if that is another than the listener's own.
    package var publicOrigin: PublicOrigin?

    /// What the name of this machine itself may be.
    package static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    package init(port: Int?, hosts: Set<String> = loopback, publicOrigin: PublicOrigin? = nil) {
        self.port = port
        self.hosts = hosts
        self.publicOrigin = publicOrigin
    }

    /// For a listener on an address: it answers to that address and, where it is reached from this machine by
    /// loopback, to loopback's names. The two addresses that stand for all of them are nobody's name.
    package init(boundTo host: String, port: Int, isLoopback: Bool, publicOrigin: PublicOrigin?) {
        let isAny = ["0.0.0.0", "::"].contains(host)
        var hosts: Set<String> = isLoopback || isAny ? Self.loopback : []
        if !isAny { hosts.insert(host.contains(":") ? "[\(host.lowercased())]" : host.lowercased()) }
        // A listener on all addresses is one behind a mapped port as often as not: outside, that is another number.
        self.init(port: isAny ? nil : port, hosts: hosts, publicOrigin: publicOrigin)
    }

    /// Whether browsers come over TLS: cookies become `Secure`, origins `https`.
    var usesTLS: Bool { publicOrigin?.isTLS ?? false }

    /// Whether a `Host` header names this server. Another name is somebody's DNS that points here.
    func allows(authority: String) -> Bool {
        let authority = authority.lowercased()
        if let publicOrigin, publicOrigin.isNamed(by: authority) { return true }
        let host: Substring
        let port: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[...end]
            port = authority[authority.index(after: end)...]
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority[host.endIndex...]
        }
        guard hosts.contains(String(host)) else { return false }
        if port.isEmpty { return true }
        guard port.hasPrefix(":"), port.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(port.dropFirst())
        else { return false }
        return self.port.map { $0 == number } ?? (1...65_535).contains(number)
    }
}
