// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The runtime's own crash reports: they print registers and memory, in which there may be an opened key.
enum CrashReports {
    private static let variable = "SWIFT_BACKTRACE"
    private static let off = "enable=no"

    /// Makes sure that the reports are off. The runtime reads the variable before any of our code runs, so the program
    /// starts itself again, once, where it is not set; then this does not return.
    ///
    /// - Throws: `CommandError` if that fails; nothing that holds keys may run then.
    static func turnOff() throws {
        guard ProcessInfo.processInfo.environment[variable] != off else { return }
        setenv(variable, off, 1)
        let link = "/proc/self/exe"
        // By its path, so that lists of processes show the program's name and not `exe`.
        let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? link
        execv(path, CommandLine.unsafeArgv)
        // The file may have been replaced since; the link still leads to what runs now.
        execv(link, CommandLine.unsafeArgv)
        throw CommandError(
            .failure, "Crash reports can't be turned off. Start the server with \(variable)=\(off) in its environment.")
    }
}
