// SPDX-License-Identifier: Apache-2.0
import Synchronization
package import TrustCore

/// How the key service did at its last call: learned from every call that is made anyway, and from the monitor's.
package final class KeyServiceStatus: Sendable {
    /// What is known at one moment.
    package struct Report: Sendable, Hashable {
        /// What is wrong; `nil` where the last call went well.
        package var failure: VaultError.Code?
        /// Since when it is as it is.
        package var since: Timestamp
        /// When it was called last.
        package var checkedAt: Timestamp

        package var isHealthy: Bool { failure == nil }
    }

    private let clock: WallClock
    private let state: Mutex<Report>

    init(clock: WallClock = WallClock()) {
        self.clock = clock
        let now = clock.now()
        state = Mutex(Report(failure: nil, since: now, checkedAt: now))
    }

    package var report: Report { state.withLock { $0 } }

    /// Takes in what a call came to. A record that was refused says nothing of the service, and a caller who gave up
    /// nothing at all.
    func note(_ error: (any Error)?) {
        let failure: VaultError.Code?
        switch error {
        case nil: failure = nil
        case let error as VaultError where error.code.isOfKeyService: failure = error.code
        case is VaultError: failure = nil
        default: return
        }
        let now = clock.now()
        state.withLock { report in
            if report.failure != failure { report.since = now }
            report.failure = failure
            report.checkedAt = now
        }
    }
}

extension VaultError.Code {
    /// Whether it tells of the key service, and not of what it was given.
    package var isOfKeyService: Bool {
        switch self {
        case .keyServiceUnreachable, .keyServiceThrottled, .keyServiceCredentials, .keyServiceDenied,
            .keyServiceKeyUnusable, .keyServiceMisconfigured, .keyServiceMisbehaved:
            true
        default: false
        }
    }
}
