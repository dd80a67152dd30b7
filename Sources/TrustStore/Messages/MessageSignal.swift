// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TrustCore

/// Wakes those who wait for a message, inside one process. It says only "look again": what there is to be had is
/// decided in a transaction, so that a waiter that was cancelled, or came second, takes nothing away.
package final class MessageSignal: Sendable {
    enum Topic: Hashable, Sendable {
        /// Something may be there for the agent.
        case inbox(AgentID)
        /// The message may have ended.
        case message(MessageID)
        /// The request may have been answered.
        case request(ID<RepeatableRequest>)
    }

    private struct State {
        var waiters: [Topic: [UInt64: AsyncStream<Void>.Continuation]] = [:]
        var next: UInt64 = 0
    }
    private let state = Mutex(State())

    package init() {}

    /// Called after the commit, never before.
    func wake(_ topic: Topic) {
        let waiters = state.withLock { Array($0.waiters[topic, default: [:]].values) }
        for waiter in waiters { waiter.yield() }
    }

    /// Lends a waiter that hears of every `wake` from now on; so look at the data after this, and nothing is missed.
    func withWaiter<T>(for topic: Topic, _ body: (Waiter) async throws -> T) async rethrows -> T {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.next += 1
            state.waiters[topic, default: [:]][state.next] = continuation
            return state.next
        }
        defer {
            state.withLock { state in
                state.waiters[topic]?[id] = nil
                if state.waiters[topic]?.isEmpty == true { state.waiters[topic] = nil }
            }
        }
        return try await body(Waiter(stream: stream))
    }

    /// How many wait, on whatever: nobody, when all have been served or have gone.
    var waiterCount: Int { state.withLock { $0.waiters.values.reduce(0) { $0 + $1.count } } }

    /// One who waits.
    struct Waiter: Sendable {
        let stream: AsyncStream<Void>

        /// Returns when woken, at once where that has happened since the last call, or when the time is over.
        /// - Returns: whether it was woken.
        /// - Throws: `CancellationError`.
        func wait(until deadline: ContinuousClock.Instant) async throws -> Bool {
            let stream = stream
            let woken = try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    for await _ in stream { return true }
                    return false
                }
                group.addTask {
                    try await Task.sleep(until: deadline, clock: .continuous)
                    return false
                }
                defer { group.cancelAll() }
                return try await group.next() ?? false
            }
            try Task.checkCancellation()
            return woken
        }
    }
}
