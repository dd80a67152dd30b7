// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// Where agents' tools may call: what is on the internet, on the ports of the web, and beside that the hosts that the
/// operator names; never a listener of this program.
package struct ToolAddressRule: Sendable {
    private let listed: HostAllowList
    private let isListedOnly: Bool
    private let ownPorts: Set<Int>
    private let ownAddresses: @Sendable () -> Set<NetworkAddress>

    /// - Parameters:
    ///   - listed: hosts that may be called wherever they are, on the ports they are listed with.
    ///   - isListedOnly: whether nothing else may be called.
    ///   - ownPorts: ports that this program listens on.
    ///   - ownAddresses: of this machine, beside loopback.
    package init(
        listed: HostAllowList, isListedOnly: Bool, ownPorts: Set<Int>,
        ownAddresses: @escaping @Sendable () -> Set<NetworkAddress> = { MachineAddresses.all() }
    ) {
        self.listed = listed
        self.isListedOnly = isListedOnly
        self.ownPorts = ownPorts
        self.ownAddresses = ownAddresses
    }

    /// Reads an address as far as it can be judged without looking its name up. A fragment is dropped, as it never goes
    /// over the wire.
    /// - Parameter url: as it was written.
    /// - Returns: where to connect, and what to ask for there.
    /// - Throws: `OutboundError`: `invalidURL`, `hostNotAllowed`, `addressNotAllowed`.
    package func read(_ url: String) throws(OutboundError) -> (endpoint: UpstreamEndpoint, path: String) {
        let sent = url.prefix { $0 != "#" }
        guard (1...2048).contains(sent.utf8.count),
            sent.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }),
            let parts = URLComponents(string: String(sent)), let scheme = sent.firstRange(of: "://")
        else { throw OutboundError(.invalidURL) }
        // The origin goes through the one strict reader of addresses; path and query follow it untouched.
        let end = sent[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" } ?? sent.endIndex
        guard !sent[..<end].contains("@") else { throw OutboundError(.invalidURL) }
        let endpoint: UpstreamEndpoint
        do {
            endpoint = try UpstreamEndpoint(baseURL: String(sent[..<end]))
        } catch {
            throw OutboundError(.invalidURL, cause: error.reason)
        }
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        try judge(endpoint)
        return (endpoint, path + (parts.percentEncodedQuery.map { "?\($0)" } ?? ""))
    }

    private func judge(_ endpoint: UpstreamEndpoint) throws(OutboundError) {
        let isListed = listed.allows(endpoint)
        if !isListed {
            guard !isListedOnly, endpoint.port == 80 || endpoint.port == 443 else {
                throw OutboundError(.hostNotAllowed, address: endpoint.origin)
            }
        }
        if NetworkAddress(endpoint.host) != nil { return try check(endpoint, address: endpoint.host) }
        guard isListed || Self.isInternetName(endpoint.host) else {
            throw OutboundError(.addressNotAllowed, address: endpoint.origin)
        }
    }

    /// Whether one of the addresses that a host stands for may be called.
    /// - Parameters:
    ///   - endpoint: as `read(_:)` gave it.
    ///   - address: numeric.
    /// - Throws: `OutboundError` with `addressNotAllowed`.
    package func check(_ endpoint: UpstreamEndpoint, address: String) throws(OutboundError) {
        let refused = OutboundError(.addressNotAllowed, address: endpoint.origin)
        guard let numeric = NetworkAddress(address) else { throw refused }
        if ownPorts.contains(endpoint.port) {
            let isHere = Self.thisMachine.contains { $0.contains(numeric) } || ownAddresses().contains(numeric)
            guard !isHere else { throw refused }
        }
        guard listed.allows(endpoint) || PublicAddress.isPublic(address) else { throw refused }
    }

    /// Loopback, and what the kernel takes for it. `NetworkAddress` has IPv4 in its mapped form, so these mean both.
    private static let thisMachine = ["127.0.0.0/8", "0.0.0.0/8", "::1/128", "::/128"].compactMap(AddressRange.init)

    /// Whether a name can be one of the internet's: labels with a dot between them, the last one not a number in any
    /// notation that some resolver would take for an address, and not under a name that is kept for networks of one's
    /// own.
    static func isInternetName(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, host.utf8.count <= 253, let last = labels.last else { return false }
        let isPlain = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "-")
                }
        }
        guard isPlain, last.utf8.contains(where: { (0x61...0x7a).contains($0) }), !last.hasPrefix("0x") else {
            return false
        }
        return !ownNames.contains(String(last)) && !host.hasSuffix(".home.arpa")
    }

    private static let ownNames: Set<String> = [
        "localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "onion",
        "test", "invalid", "alt",
    ]
}
