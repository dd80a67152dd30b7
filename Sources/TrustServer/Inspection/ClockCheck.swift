// SPDX-License-Identifier: Apache-2.0
private import CTrust
private import Foundation
import TrustCore

/// Whether the clock can be right: certificates, sessions, limits and the audit log stand on it.
enum ClockCheck {
    private static let subject = "clock"
    private static let fix = "Set the clock, and keep it right with chrony or systemd-timesyncd."
    /// 2026-01-01: nothing of this program is older.
    private static let earliest = Timestamp(microseconds: 1_767_225_600_000_000)

    static func run(lastAudit: Timestamp?) -> [CheckResult] {
        let now = Timestamp.now()
        if now < earliest {
            return [.failed(subject, "says \(now.rfc3339), before this program was made", fix: fix)]
        }
        if let lastAudit, now.adding(seconds: 60) < lastAudit {
            return [
                .failed(
                    subject, "says \(now.rfc3339), and the audit log's last row is of \(lastAudit.rfc3339)", fix: fix)
            ]
        }
        if let drift = drift(), abs(drift) > 0.05 {
            return [.warning(subject, "jumped by \(Int(drift * 1000)) ms while it was looked at", fix: fix)]
        }
        switch trust_clock_is_kept() {
        case 1: return [.ok(subject, "\(now.rfc3339), kept right")]
        case 0: return [.warning(subject, "\(now.rfc3339), and nothing keeps it right", fix: fix)]
        default: return [.ok(subject, "\(now.rfc3339); the kernel does not say whether it is kept right")]
        }
    }

    /// How far the wall clock goes apart from the monotonic one within 0.2 seconds, in seconds.
    private static func drift() -> Double? {
        func difference() -> Double? {
            var (wall, steady) = (timespec(), timespec())
            guard clock_gettime(CLOCK_REALTIME, &wall) == 0, clock_gettime(CLOCK_MONOTONIC, &steady) == 0 else {
                return nil
            }
            return Double(wall.tv_sec - steady.tv_sec) + Double(wall.tv_nsec - steady.tv_nsec) / 1e9
        }
        guard let before = difference() else { return nil }
        usleep(200_000)
        return difference().map { $0 - before }
    }
}
