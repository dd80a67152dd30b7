// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import TrustCore
import TrustOutbound

/// Calls AWS KMS: signed, bounded in time and number, and repeated where that can help. Every operation that is used is
/// safe to repeat.
final class KMSClient: Sendable {
    /// How long a call may take, and how many may be under way.
    struct Limits: Sendable {
        var attempt: Duration = .seconds(3)
        var total: Duration = .seconds(10)
        var concurrent = 16
        var waiting = 256
    }

    private struct State {
        var breaker = Breaker()
        /// Added to our clock, in seconds.
        var clockOffset: Int64 = 0
    }

    private let endpoint: UpstreamEndpoint
    private let signer: SignatureV4
    private let credentials: AWSCredentialCache
    private let outbound: OutboundClient
    private let limits: Limits
    private let clock: WallClock
    private let gate: WorkGate
    private let state = Mutex(State())

    init(
        endpoint: UpstreamEndpoint, region: String, credentials: AWSCredentialCache, outbound: OutboundClient,
        limits: Limits = Limits(), clock: WallClock
    ) {
        self.endpoint = endpoint
        signer = SignatureV4(region: region, service: "kms")
        self.credentials = credentials
        self.outbound = outbound
        self.limits = limits
        self.clock = clock
        gate = WorkGate(width: limits.concurrent, queueLimit: limits.waiting)
    }

    /// - Throws: `KMSFailure`, `VaultError` where there are no credentials, `CancellationError`.
    func call(_ operation: KMSOperation, _ body: [UInt8]) async throws -> KMSReply {
        let end = ContinuousClock.now + limits.total
        do {
            try await gate.enter(within: limits.total)
        } catch is VaultError {
            throw KMSFailure(.notTried, "Overloaded", operation)
        }
        defer { gate.leave() }
        var plan = RetryPlan()
        var signedWith = try await credentials.credentials()
        while true {
            let now = clock.now().microseconds / 1_000_000 + state.withLock { $0.clockOffset }
            let failure: KMSFailure
            do {
                return try await attempt(operation, body, signedWith, at: now, before: end)
            } catch let error as KMSFailure {
                failure = error
            }
            let left = end - ContinuousClock.now
            switch plan.next(after: failure, now: now, left: left, random: .random(in: 0...1)) {
            case .retry(let wait): try await Task.sleep(for: wait)
            case .renewCredentials: signedWith = try await credentials.renew(after: signedWith)
            case .correctClock(let offset): state.withLock { $0.clockOffset += offset }
            case .giveUp: throw failure
            }
        }
    }

    private func attempt(
        _ operation: KMSOperation, _ body: [UInt8], _ credentials: AWSCredentials, at now: Int64,
        before end: ContinuousClock.Instant
    ) async throws -> KMSReply {
        let begin = ContinuousClock.now
        guard state.withLock({ $0.breaker.admits(begin) }) else {
            throw KMSFailure(.notTried, "CircuitOpen", operation)
        }
        var response: OutboundResponse
        do {
            response = try await outbound.send(
                request(operation, body, credentials, at: now, deadline: min(limits.attempt, end - begin)))
        } catch let error as OutboundError {
            state.withLock { $0.breaker.failed(.now) }
            throw KMSFailure(
                error.code == .responseTooLarge ? .misbehaved : .transient, "Connection\(error.code.rawValue)",
                operation)
        } catch {
            state.withLock { $0.breaker.abandoned() }
            throw error
        }
        guard response.status == 200 else {
            let failure = KMSFailure(response, operation)
            let isItsFault = [.transient, .throttled].contains(failure.kind)
            state.withLock { isItsFault ? $0.breaker.failed(.now) : $0.breaker.succeeded() }
            throw failure
        }
        state.withLock { $0.breaker.succeeded() }
        guard let reply = KMSReply(consuming: &response.body) else {
            throw KMSFailure(.misbehaved, "UnreadableReply", operation)
        }
        return reply
    }

    private func request(
        _ operation: KMSOperation, _ body: [UInt8], _ credentials: AWSCredentials, at now: Int64, deadline: Duration
    ) -> OutboundRequest {
        let date = AWSTime.stamp(now)
        var headers = [
            (name: "content-type", value: "application/x-amz-json-1.1"), (name: "host", value: endpoint.authority),
            (name: "x-amz-date", value: date), (name: "x-amz-target", value: "TrentService.\(operation.rawValue)"),
        ]
        if let token = credentials.sessionToken {
            let text = unsafe token.withBytes { unsafe String(decoding: $0, as: UTF8.self) }
            headers.append((name: "x-amz-security-token", value: text))
        }
        let signed = SignatureV4.Request(
            method: "POST", path: "/", headers: headers, bodyHash: SignatureV4.hash(body))
        headers.append(
            (name: "authorization", value: signer.authorization(signed, date: date, credentials: credentials)))
        return OutboundRequest(
            method: .post, endpoint: endpoint, path: "/", headers: headers, body: body, deadline: deadline,
            responseLimit: 64 << 10)
    }
}
