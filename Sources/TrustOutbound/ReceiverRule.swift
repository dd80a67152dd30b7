// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// Where customers may have answers sent to: HTTPS, to an address on the internet. On a machine whose listeners are all
/// on loopback, for trying things out, also to loopback; never to a listener of this program.
package struct ReceiverRule: Sendable {
    private let allowsLoopback: Bool
    private let ownPorts: Set<Int>
    private let ownHosts: Set<String>

    /// - Parameters:
    ///   - allowsLoopback: whether loopback may be called, also without TLS.
    ///   - ownPorts: ports that this program listens on.
    ///   - ownHosts: hosts that it listens on.
    package init(allowsLoopback: Bool, ownPorts: Set<Int>, ownHosts: Set<String>) {
        self.allowsLoopback = allowsLoopback
        self.ownPorts = ownPorts
        self.ownHosts = Set(ownHosts.map { $0.lowercased() })
    }

    /// Why an address can't be used.
    package enum Refusal: Error, Sendable, Hashable {
        case notAURL
        case hasCredentials
        case needsTLS
        case privateAddress
        case ownListener

        /// One sentence, safe to show.
        package var message: String {
            switch self {
            case .notAURL: "This is not an address that can be called."
            case .hasCredentials: "The address must not carry a user or password."
            case .needsTLS: "Only https addresses can be used."
            case .privateAddress: "The address is not on the internet."
            case .ownListener: "This is this server's own address."
            }
        }
    }

    /// Reads an address as far as it can be judged without looking its name up.
    /// - Throws: `Refusal`.
    package func read(_ url: String) throws(Refusal) -> (endpoint: UpstreamEndpoint, path: String) {
        guard (1...2048).contains(url.utf8.count),
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }),
            let parts = URLComponents(string: url), parts.fragment == nil
        else { throw .notAURL }
        guard parts.user == nil, parts.password == nil else { throw .hasCredentials }
        guard let scheme = url.firstRange(of: "://") else { throw .notAURL }
        let end = url[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" } ?? url.endIndex
        guard !url[..<end].contains("@") else { throw .hasCredentials }
        guard let endpoint = try? UpstreamEndpoint(baseURL: String(url[..<end])) else { throw .notAURL }
        if NetworkAddress(endpoint.host) != nil {
            try check(endpoint, address: endpoint.host)
        } else if !endpoint.isTLS, !(allowsLoopback && endpoint.isLoopback) {
            throw .needsTLS
        }
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        return (endpoint, path + (parts.percentEncodedQuery.map { "?\($0)" } ?? ""))
    }

    /// Whether an address that a host's name stands for may be called.
    /// - Throws: `Refusal`.
    package func check(_ endpoint: UpstreamEndpoint, address: String) throws(Refusal) {
        if PublicAddress.isLoopback(address) {
            guard allowsLoopback else { throw .privateAddress }
            guard !ownPorts.contains(endpoint.port) else { throw .ownListener }
            return
        }
        guard PublicAddress.isPublic(address) else { throw .privateAddress }
        guard endpoint.isTLS else { throw .needsTLS }
        if ownHosts.contains(endpoint.host) || ownHosts.contains(address), ownPorts.contains(endpoint.port) {
            throw .ownListener
        }
    }
}
