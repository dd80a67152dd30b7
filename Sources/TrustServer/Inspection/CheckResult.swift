// SPDX-License-Identifier: Apache-2.0

/// What one check found.
package struct CheckResult: Sendable, Hashable, Codable {
    package enum Status: String, Sendable, Codable { case ok, warning, failed }
    /// What was looked at: `master key`, `port 8080`.
    package let subject: String
    package let status: Status
    /// What was found, in one line.
    package let found: String
    /// What to do, in one line; `nil` where there is nothing to do.
    package let fix: String?

    static func ok(_ subject: String, _ found: String) -> CheckResult {
        CheckResult(subject: subject, status: .ok, found: found, fix: nil)
    }

    static func warning(_ subject: String, _ found: String, fix: String) -> CheckResult {
        CheckResult(subject: subject, status: .warning, found: found, fix: fix)
    }

    static func failed(_ subject: String, _ found: String, fix: String) -> CheckResult {
        CheckResult(subject: subject, status: .failed, found: found, fix: fix)
    }
}
