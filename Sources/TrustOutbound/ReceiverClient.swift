// SPDX-License-Identifier: Apache-2.0
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
        resolve: @escaping @Sendable (String) async throws -> [String] = { try await HostLookup.addresses(of: $0) }
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
            address = try await HostLookup.judgedAddress(of: endpoint, within: deadline, resolve: resolve) {
                try rule.check(endpoint, address: $0)
            }
        } catch is ReceiverRule.Refusal {
            return .notAllowed
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
}
