// SPDX-License-Identifier: Apache-2.0
import Synchronization
package import TrustCore

/// One start, stop or clean-up of an agent at a time; those of different agents don't wait for each other.
///
/// Who waits is served in order, and not woken by cancellation: every holder ends within the limits of its own steps.
package final class AgentLocks: Sendable {
    private struct State {
        var held: Set<AgentID> = []
        var waiting: [AgentID: [CheckedContinuation<Void, Never>]] = [:]
    }
    private let state = Mutex(State())

    package init() {}

    /// Runs `body` while no other does so for this agent.
    package func withLock<Result: Sendable>(
        _ agent: AgentID, _ body: () async throws -> Result
    ) async rethrows -> Result {
        await acquire(agent)
        defer { release(agent) }
        return try await body()
    }

    private func acquire(_ agent: AgentID) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.held.insert(agent).inserted { return true }
                state.waiting[agent, default: []].append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func release(_ agent: AgentID) {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard var queue = state.waiting[agent], !queue.isEmpty else {
                state.held.remove(agent)
                return nil
            }
            let next = queue.removeFirst()
            state.waiting[agent] = queue.isEmpty ? nil : queue
            return next
        }
        next?.resume()
    }
}
