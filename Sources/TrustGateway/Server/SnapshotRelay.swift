// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TrustCore

/// Passes the latest snapshot on to one reader, and never an older one after a newer: loads may overtake each other.
final class SnapshotRelay: Sendable {
    /// What the reader gets; what they have not taken when a later one comes is left out.
    let snapshots: AsyncStream<GatewaySnapshot>
    private let continuation: AsyncStream<GatewaySnapshot>.Continuation
    private let generation = Mutex<UInt64>(0)

    init() {
        (snapshots, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func pass(_ snapshot: GatewaySnapshot) {
        generation.withLock { newest in
            guard snapshot.generation >= newest else { return }
            newest = snapshot.generation
            continuation.yield(snapshot)
        }
    }

    func finish() { continuation.finish() }
}
