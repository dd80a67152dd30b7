// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TrustCore

/// The credentials in use, fetched from the first source that is set up, and renewed before they end.
///
/// From 15 minutes before their end one caller renews them while the others go on with the old; from 10 minutes before,
/// everybody waits. A renewal that fails leaves the old ones in use for as long as they are good.
final class AWSCredentialCache: Sendable {
    private struct State {
        var current: AWSCredentials?
        var isRenewing = false
    }

    private let sources: [any AWSCredentialSource]
    private let clock: WallClock
    private let state = Mutex(State())
    private let gate = WorkGate(queueLimit: 1024)

    static let advisory: Int64 = 15 * 60
    static let mandatory: Int64 = 10 * 60

    init(sources: [any AWSCredentialSource], clock: WallClock) {
        self.sources = sources
        self.clock = clock
    }

    private var now: Int64 { clock.now().microseconds / 1_000_000 }

    /// - Throws: `VaultError` with `keyServiceCredentials` where no source gives any.
    func credentials() async throws -> AWSCredentials {
        let now = now
        let (current, renews): (AWSCredentials?, Bool) = state.withLock { state in
            guard let current = state.current else { return (nil, false) }
            let left = (current.expiresAt ?? .max) - now
            if left > Self.advisory { return (current, false) }
            if left <= Self.mandatory { return (nil, false) }
            guard !state.isRenewing else { return (current, false) }
            state.isRenewing = true
            return (current, true)
        }
        if let current, !renews { return current }
        if renews {
            defer { state.withLock { $0.isRenewing = false } }
            return try await renewed(unless: { $0 > Self.advisory })
        }
        return try await renewed(unless: { $0 > Self.mandatory })
    }

    /// Fetches others, after `refused` were; where others are in use by now, those are given.
    func renew(after refused: AWSCredentials) async throws -> AWSCredentials {
        state.withLock { state in
            if state.current?.secret === refused.secret { state.current = nil }
        }
        return try await credentials()
    }

    /// One at a time; who comes after a renewal takes what it brought.
    private func renewed(unless isLongEnough: (Int64) -> Bool) async throws -> AWSCredentials {
        try await gate.enter()
        defer { gate.leave() }
        let old = state.withLock { $0.current }
        if let old, isLongEnough((old.expiresAt ?? .max) - now) { return old }
        do {
            let fresh = try await fetch()
            state.withLock { $0.current = fresh }
            return fresh
        } catch {
            if let old, (old.expiresAt ?? .max) > now { return old }
            throw error
        }
    }

    private func fetch() async throws -> AWSCredentials {
        for source in sources {
            if let found = try await source.credentials() { return found }
        }
        let names = sources.map(\.name).joined(separator: ", ")
        throw VaultError(.keyServiceCredentials, cause: "none in \(names)")
    }
}
