// SPDX-License-Identifier: Apache-2.0
private import Foundation
private import NIOPosix
import TrustCore

/// What an attempt to deliver came to.
package enum ReceiverOutcome: Sendable, Hashable {
    case answered(status: Int)
    case notAllowed
    case unreachable
    case timedOut
}

/// Sends to receivers that customers name: looks a name up once, judges every address that it stands for, and connects
/// to one that was judged. Redirects are not followed.
package struct ReceiverClient: Sendable {
    private let rule: ReceiverRule
    private let deadline: Duration
    private let resolve: @Sendable (String) async throws -> [String]

    /// - Parameters:
    ///   - rule: where may be sent to.
    ///   - deadline: for the whole exchange, the look-up with it.
    ///   - resolve: gives the addresses of a name; the system's resolver if not given.
    package init(
        rule: ReceiverRule, deadline: Duration = .seconds(10),
        resolve: @escaping @Sendable (String) async throws -> [String] = { try await Self.addresses(of: $0) }
    ) {
        self.rule = rule
        self.deadline = deadline
        self.resolve = resolve
    }

    /// Judges an address without looking its name up.
    /// - Throws: `ReceiverRule.Refusal`.
    package func check(_ url: String) throws(ReceiverRule.Refusal) { _ = try rule.read(url) }

    /// Sends a body by POST.
    /// - Throws: `CancellationError` only.
    package func post(_ body: [UInt8], to url: String, headers: [(name: String, value: String)]) async throws
        -> ReceiverOutcome
    {
        guard let (endpoint, path) = try? rule.read(url) else { return .notAllowed }
        let began = ContinuousClock.now
        let address: String
        do {
            guard let judged = try await judgedAddress(of: endpoint) else { return .notAllowed }
            address = judged
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as OutboundError where error.code == .timedOut {
            return .timedOut
        } catch {
            return .unreachable
        }
        let left = deadline - (ContinuousClock.now - began)
        guard left > .zero else { return .timedOut }
        // One client an exchange: what it was told of the name holds for this one only, and no connection is kept.
        let client = OutboundClient(addresses: [endpoint.host: address])
        defer { client.shutdownInBackground() }
        do {
            let response = try await client.send(
                OutboundRequest(
                    method: .post, endpoint: endpoint, path: path, headers: headers, body: body, deadline: left,
                    responseLimit: 4096, overflow: .truncate))
            return .answered(status: response.status)
        } catch let error as OutboundError {
            return error.code == .timedOut ? .timedOut : .unreachable
        }
    }

    /// - Returns: an address that may be called; `nil` where any of the name's may not.
    private func judgedAddress(of endpoint: UpstreamEndpoint) async throws -> String? {
        if NetworkAddress(endpoint.host) != nil { return endpoint.host }
        let addresses = try await withThrowingTaskGroup(of: [String]?.self) { group in
            group.addTask { try await resolve(endpoint.host) }
            group.addTask {
                try await Task.sleep(for: deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let found = first else { throw OutboundError(.timedOut) }
            return found
        }
        guard let first = addresses.first else { throw OutboundError(.unreachable) }
        for address in addresses {
            do { try rule.check(endpoint, address: address) } catch { return nil }
        }
        return addresses.first { !$0.contains(":") } ?? first
    }

    /// The addresses of a name, as the system knows them. The system's call blocks, so it has a thread of its own.
    package static func addresses(of host: String) async throws -> [String] {
        try await NIOThreadPool.singleton.runIfActive {
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            hints.ai_family = AF_UNSPEC
            var list: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo(host, nil, &hints, &list) == 0 else { throw OutboundError(.unreachable) }
            defer { freeaddrinfo(list) }
            var found: [String] = []
            var next = list
            while let entry = next {
                var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
                if getnameinfo(
                    entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0,
                    NI_NUMERICHOST) == 0
                {
                    found.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
                }
                next = entry.pointee.ai_next
            }
            return found
        }
    }
}
