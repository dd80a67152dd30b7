// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TrustCore

/// Lets so many pieces of work through at a time, the others in the order they came; those beyond the queue are sent
/// away.
final class WorkGate: Sendable {
    private struct State {
        var taken = 0
        var waiting: [(id: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
        var nextID: UInt64 = 0
        /// Cancelled before they had begun to wait.
        var cancelled: Set<UInt64> = []
    }

    private let state = Mutex(State())
    private let width: Int
    private let queueLimit: Int

    init(width: Int = 1, queueLimit: Int) {
        self.width = width
        self.queueLimit = queueLimit
    }

    /// Waits for its turn; every success is followed by one `leave`.
    /// - Throws: `overloaded`, `CancellationError`.
    func enter() async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        // A cancellation that came after the turn was given leaves a mark behind.
        defer { state.withLock { _ = $0.cancelled.remove(id) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let immediate: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if state.taken < width {
                        state.taken += 1
                        return .success(())
                    }
                    guard state.waiting.count < queueLimit else { return .failure(VaultError(.overloaded)) }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let immediate { continuation.resume(with: immediate) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                if let index = state.waiting.firstIndex(where: { $0.id == id }) {
                    return state.waiting.remove(at: index).continuation
                }
                state.cancelled.insert(id)
                return nil
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    /// The same for no longer than a while.
    /// - Throws: `overloaded` also where the turn does not come in time.
    func enter(within limit: Duration) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await self.enter()
                return true
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return false
            }
            let hasEntered: Bool
            do {
                hasEntered = try await group.next() ?? false
            } catch {
                // Whichever failed first, a turn that was given all the same goes back.
                group.cancelAll()
                while let rest = await group.nextResult() { if (try? rest.get()) == true { leave() } }
                throw error
            }
            group.cancelAll()
            guard !hasEntered else { return }
            while let rest = await group.nextResult() { if (try? rest.get()) == true { leave() } }
            throw VaultError(.overloaded)
        }
    }

    /// Gives the turn to the next.
    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard !state.waiting.isEmpty else {
                state.taken -= 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }
}
