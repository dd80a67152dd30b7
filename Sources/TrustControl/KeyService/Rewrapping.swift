// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustVault

/// What a part of moving everything to the current master key has brought.
package struct RewrapProgress: Sendable, Hashable {
    /// Moved by this call.
    package var rewrapped: Int
    /// Not moved: the key service refused, or the record is not what its wrapping is of.
    package var failed: Int
    /// Not under the current master key now, those that failed with them.
    package var left: Int64
    /// The current master key.
    package var keyReference: String
}

extension KeyServiceDesk {
    /// How many records a call moves.
    package static let rewrapBatch = 100

    /// Moves some of what is not wrapped under the current master key: a record at a time, each proven before the old
    /// wrapping goes, so that it may be ended anywhere and goes on with the next call. Nothing is opened, and nobody
    /// waits for it.
    /// - Throws: `FORBIDDEN`, `KEY_SERVICE_UNAVAILABLE` where the key service can't say which key is current.
    package func rewrap(_ caller: Caller) async throws -> RewrapProgress {
        try caller.require(.manageProviders)
        let current = try await vault.describeKeyService()
        let found = try await wrappings.secrets(
            notUnder: current.service, current.keyReference, limit: Self.rewrapBatch)
        var progress = RewrapProgress(rewrapped: 0, failed: 0, left: 0, keyReference: current.keyReference)
        guard !found.isEmpty else { return progress }
        let operation = try await audit.begin(
            "vault.rewrap", on: "organization:\(caller.organization)", by: caller,
            details: ["key_reference": current.keyReference])
        return try await audit.recordingFailure(of: operation) {
            for secret in found {
                do {
                    let wrapping = try await vault.rewrap(secret)
                    // Where it is not there any more somebody else has moved or deleted it.
                    if try await wrappings.replaceWrapping(of: secret, with: wrapping) { progress.rewrapped += 1 }
                } catch let error as VaultError {
                    progress.failed += 1
                    // Others would fail alike; what was moved is moved.
                    if error.code.isOfKeyService { break }
                }
            }
            progress.left = try await wrappings.count(notUnder: current.service, current.keyReference)
            try await audit.end(
                operation, progress.failed == 0 ? .succeeded : .failed,
                details: ["rewrapped": String(progress.rewrapped), "failed": String(progress.failed)])
            return progress
        }
    }
}
