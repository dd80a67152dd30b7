// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Tells every subscriber that something the gateway goes by has changed. Several changes that nobody has looked at
/// yet become one.
package final class ChangeFeed: Sendable {
    private struct State {
        var subscribers: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var next: UInt64 = 0
    }
    private let state = Mutex(State())

    package init() {}

    /// A subscription that begins now and ends with the task that reads it.
    package func subscribe() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.next += 1
            state.subscribers[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.subscribers.removeValue(forKey: id) }
        }
        return stream
    }

    /// Called after the commit, never before: whoever is told looks at once.
    func announce() {
        for subscriber in state.withLock({ Array($0.subscribers.values) }) { subscriber.yield() }
    }
}
