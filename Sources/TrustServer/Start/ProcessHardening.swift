// SPDX-License-Identifier: Apache-2.0
private import CTrust
private import Foundation

/// What this process does to itself before it touches a secret.
package enum ProcessHardening {
    /// No core dumps, not readable by others of the same user, files private to their owner, and no crash reports:
    /// Swift's would print what registers point at.
    /// - Throws: `ServerError` when one of them can't be had.
    package static func apply() throws {
        guard ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"]?.contains("enable=no") == true else {
            throw ServerError(.crashReportsOn, "SWIFT_BACKTRACE=enable=no must be set before the program starts.")
        }
        umask(0o077)
        let failure = trust_harden_process()
        guard failure == 0 else {
            throw ServerError(.crashReportsOn, "The process can't be protected: \(String(cString: strerror(failure))).")
        }
        // A peer that hangs up is an error of that write, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
    }
}
