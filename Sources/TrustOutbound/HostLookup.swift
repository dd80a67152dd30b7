// SPDX-License-Identifier: Apache-2.0
private import Foundation
private import NIOPosix
import TrustCore

/// Looks names up as the system does.
package enum HostLookup {
    /// The numeric addresses of a name, at least one. The system's call blocks, so it has a thread of its own.
    /// - Parameter host: a name.
    /// - Returns: its addresses, in the system's order.
    /// - Throws: `OutboundError` with `unreachable` where the name stands for nothing.
    package static func addresses(of host: String) async throws -> [String] {
        try await NIOThreadPool.singleton.runIfActive {
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            var list: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo(host, nil, &hints, &list) == 0 else { throw OutboundError(.unreachable) }
            defer { freeaddrinfo(list) }
            var found: [String] = []
            var next = list
            while let entry = next {
                var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
                let code = getnameinfo(
                    entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0,
                    NI_NUMERICHOST)
                if code == 0 {
                    found.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
                }
                next = entry.pointee.ai_next
            }
            guard !found.isEmpty else { throw OutboundError(.unreachable) }
            return found
        }
    }

    /// One address of a host that may be called: every address that its name stands for is judged, and a name with one
    /// that may not be called has none that may.
    /// - Parameters:
    ///   - endpoint: whose host; a numeric one stands for itself and was judged when it was read.
    ///   - deadline: for the look-up.
    ///   - resolve: gives the addresses of a name.
    ///   - judge: throws for an address that may not be called.
    /// - Returns: the first IPv4 address, or the first of all.
    /// - Throws: `OutboundError` with `timedOut` or `unreachable`, and what `judge` and `resolve` throw.
    static func judgedAddress(
        of endpoint: UpstreamEndpoint, within deadline: Duration,
        resolve: @escaping @Sendable (String) async throws -> [String], judge: (String) throws -> Void
    ) async throws -> String {
        if NetworkAddress(endpoint.host) != nil { return endpoint.host }
        let addresses = try await withThrowingTaskGroup(of: [String]?.self) { group in
            group.addTask { try await resolve(endpoint.host) }
            group.addTask {
                try await Task.sleep(for: deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let found = first else {
                throw OutboundError(.timedOut, address: endpoint.origin)
            }
            return found
        }
        for address in addresses { try judge(address) }
        guard let address = addresses.first(where: { !$0.contains(":") }) ?? addresses.first else {
            throw OutboundError(.unreachable, address: endpoint.origin)
        }
        return address
    }
}
