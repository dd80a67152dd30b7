// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Lets those who ask for the same thing at the same time share one answer. The answer dies with the last of them.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Result<Value, any Error>?, Never>
    private let flights = Mutex<[Key: [Waiter]]>([:])

    /// The first to ask does the work; where it was cancelled, the next does it anew.
    func value(for key: Key, _ work: () async throws -> Value) async throws -> Value {
        while true {
            let isFirst = flights.withLock { flights in
                guard flights[key] == nil else { return false }
                flights[key] = []
                return true
            }
            if isFirst { return try await fly(key, work) }
            guard let result = await join(key) else { continue }
            do {
                return try result.get()
            } catch is CancellationError {
                try Task.checkCancellation()
            }
        }
    }

    private func fly(_ key: Key, _ work: () async throws -> Value) async throws -> Value {
        let result: Result<Value, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        let waiters = flights.withLock { $0.removeValue(forKey: key) ?? [] }
        for waiter in waiters { waiter.resume(returning: result) }
        return try result.get()
    }

    /// - Returns: `nil` where the flight has landed meanwhile.
    private func join(_ key: Key) async -> Result<Value, any Error>? {
        await withCheckedContinuation { waiter in
            let isFlying = flights.withLock { flights in
                guard flights[key] != nil else { return false }
                flights[key]?.append(waiter)
                return true
            }
            if !isFlying { waiter.resume(returning: nil) }
        }
    }
}
