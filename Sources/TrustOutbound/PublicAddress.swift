// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Which network addresses an outside receiver may have. Everything is refused that is not plainly on the internet:
/// private, shared and link-local networks with the clouds' metadata services in them, multicast, documentation,
/// and the notations that carry an IPv4 address inside an IPv6 one.
package enum PublicAddress {
    private static let refusedIPv4 = ranges([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    ])
    /// Of IPv6, only the part that is handed out for use on the internet, but for what is special in it.
    private static let internetIPv6 = ranges(["2000::/3"])
    private static let refusedIPv6 = ranges(["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"])
    private static let loopback = ranges(["127.0.0.0/8", "::1/128"])

    /// Whether an address is on the internet. `text` is as it was written, since the mapped notation of an IPv4
    /// address means the same address.
    package static func isPublic(_ text: String) -> Bool {
        guard let address = NetworkAddress(text) else { return false }
        guard text.contains(":") else { return !refusedIPv4.contains { $0.contains(address) } }
        return internetIPv6.contains { $0.contains(address) } && !refusedIPv6.contains { $0.contains(address) }
    }

    /// Whether an address is this machine's own; in the mapped notation none is.
    package static func isLoopback(_ text: String) -> Bool {
        guard let address = NetworkAddress(text), !text.contains(":") || text == "::1" else { return false }
        return loopback.contains { $0.contains(address) }
    }

    private static func ranges(_ texts: [String]) -> [AddressRange] { texts.compactMap(AddressRange.init) }
}
