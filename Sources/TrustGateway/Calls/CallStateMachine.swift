// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// The way of one call, as decisions: events go in, what to do comes out. It does no I/O and knows no time.
///
///     accepted → waiting for a key → connecting → sent → relaying | collecting an error → settled
///                                                  └──────────── the caller is gone: draining ─┘
///
/// The chain of targets is tried in order, and only before the first byte of a reply has gone to the caller.
struct CallStateMachine: Hashable, Sendable {
    enum State: Hashable, Sendable {
        case accepted
        case waitingForKey(target: Int)
        case connecting(target: Int)
        /// The request is on its way; nothing has come back. `reused`: the connection was an idle one.
        case sent(target: Int, reused: Bool)
        /// The reply goes to the caller as it comes.
        case relaying
        /// An error reply is collected, to be redacted.
        case collecting
        /// The caller hung up; the rest is read for its usage.
        case draining
        case settled
    }

    /// Why the gateway answers in the provider's place.
    enum Fault: Hashable, Sendable {
        case credentialUnavailable
        case unreachable
        /// The connection broke before a reply came.
        case brokenOff
        case timedOut
        /// Too many connections to this upstream.
        case busy
    }

    enum Action: Hashable, Sendable {
        case none
        /// Get the key of a target, then report `keyArrived`.
        case acquireKey(target: Int)
        /// Get a connection: an idle one, unless `fresh`.
        case connect(target: Int, fresh: Bool)
        case send
        /// The head of a reply to pass on, or to withhold until the error's body is there.
        case relayHead
        case collectHead
        /// Give this reply up, close its connection, and get the key of the next target.
        case failOver(target: Int)
        case relay
        case collect
        /// The reply is complete: settle, then let the last bytes go.
        case finish(CallOutcome)
        /// Settle and answer in the provider's place.
        case answer(Fault)
        /// The reply breaks off in the middle: settle, tell the caller as far as possible, and close.
        case breakOff(CallOutcome)
        /// The caller is gone: read on, for the usage only.
        case drain
        /// Nobody is there to answer to: settle and close the upstream.
        case abandon(CallOutcome)
    }

    private(set) var state = State.accepted
    /// How many targets the route has.
    private let targets: Int

    init(targets: Int) { self.targets = targets }

    var isSettled: Bool { state == .settled }
    /// Bytes of a reply have gone to the caller.
    var hasBegunReply: Bool { state == .relaying }

    /// The call has been accepted, authorized and has its slot.
    mutating func begin() -> Action {
        guard case .accepted = state else { return .none }
        state = .waitingForKey(target: 0)
        return .acquireKey(target: 0)
    }

    mutating func keyArrived() -> Action {
        guard case .waitingForKey(let target) = state else { return .none }
        state = .connecting(target: target)
        return .connect(target: target, fresh: false)
    }

    mutating func connected(reused: Bool) -> Action {
        guard case .connecting(let target) = state else { return .none }
        state = .sent(target: target, reused: reused)
        return .send
    }

    /// There is a connection, but the key is gone: nothing was sent.
    mutating func credentialMissing() -> Action {
        guard case .sent(let target, _) = state else { return .none }
        return next(after: target, or: .credentialUnavailable)
    }

    /// There is a connection, but the lease has gone to another key meanwhile: nothing was sent.
    mutating func leaseMoved() -> Action {
        guard case .sent(let target, _) = state else { return .none }
        state = .waitingForKey(target: target)
        return .acquireKey(target: target)
    }

    mutating func connectFailed(_ fault: Fault = .unreachable) -> Action {
        guard case .connecting(let target) = state else { return .none }
        return next(after: target, or: fault)
    }

    /// The reply's head has come, with this status.
    mutating func headArrived(status: Int) -> Action {
        switch state {
        case .sent(let target, _):
            if Self.isWorthAnotherTarget(status), target + 1 < targets {
                state = .waitingForKey(target: target + 1)
                return .failOver(target: target + 1)
            }
            if (200..<300).contains(status) {
                state = .relaying
                return .relayHead
            }
            state = .collecting
            return .collectHead
        default: return .none
        }
    }

    mutating func bodyArrived() -> Action {
        switch state {
        case .relaying: .relay
        case .collecting: .collect
        case .draining: .drain
        default: .none
        }
    }

    /// The reply is over; `hasError` says that the stream had an error event in it.
    mutating func replyEnded(hasError: Bool) -> Action {
        switch state {
        case .relaying:
            state = .settled
            return .finish(hasError ? .providerError : .completed)
        case .collecting:
            state = .settled
            return .finish(.providerError)
        case .draining:
            state = .settled
            return .abandon(.callerGone)
        default: return .none
        }
    }

    /// The upstream's connection is gone; `streamEnded` says that the stream's own last event had been seen.
    mutating func upstreamClosed(streamEnded: Bool) -> Action {
        switch state {
        case .sent(let target, reused: true):
            // An idle connection that the other side had closed; nothing was received, nobody has failed.
            state = .connecting(target: target)
            return .connect(target: target, fresh: true)
        case .sent(let target, reused: false): return next(after: target, or: .brokenOff)
        case .connecting(let target): return next(after: target, or: .unreachable)
        case .relaying:
            state = .settled
            return streamEnded ? .finish(.completed) : .breakOff(.upstreamFailed)
        case .collecting:
            state = .settled
            return .answer(.brokenOff)
        case .draining:
            state = .settled
            return .abandon(.callerGone)
        case .accepted, .waitingForKey, .settled: return .none
        }
    }

    mutating func timedOut() -> Action {
        switch state {
        case .accepted, .settled: return .none
        case .waitingForKey(let target): return next(after: target, or: .credentialUnavailable)
        case .connecting(let target): return next(after: target, or: .timedOut)
        case .sent, .collecting:
            state = .settled
            return .answer(.timedOut)
        case .relaying:
            state = .settled
            return .breakOff(.timedOut)
        case .draining:
            state = .settled
            return .abandon(.callerGone)
        }
    }

    mutating func callerGone() -> Action {
        switch state {
        case .sent, .relaying, .collecting:
            state = .draining
            return .drain
        case .accepted, .waitingForKey, .connecting:
            state = .settled
            return .abandon(.callerGone)
        case .draining, .settled: return .none
        }
    }

    /// As much has been read on as is worth it.
    mutating func drainedEnough() -> Action {
        guard case .draining = state else { return .none }
        state = .settled
        return .abandon(.callerGone)
    }

    private mutating func next(after target: Int, or fault: Fault) -> Action {
        if target + 1 < targets {
            state = .waitingForKey(target: target + 1)
            return .acquireKey(target: target + 1)
        }
        state = .settled
        return .answer(fault)
    }

    /// Whether a reply tells of the key or the provider rather than of the request, so that another may do better.
    private static func isWorthAnotherTarget(_ status: Int) -> Bool {
        switch status {
        case 401, 402, 403, 429, 500, 502, 503, 504, 529: true
        default: false
        }
    }
}

extension CallStateMachine.Fault {
    /// How a call that ends this way is recorded.
    var outcome: CallOutcome { self == .timedOut ? .timedOut : .upstreamFailed }
}
