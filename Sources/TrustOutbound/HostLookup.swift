// SPDX-License-Identifier: Apache-2.0
private import Foundation
private import NIOPosix

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
}
