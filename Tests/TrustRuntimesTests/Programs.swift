// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Testing
import TrustCore
import TrustRuntimes

/// The real launcher beside the test bundle.
enum Programs {
    /// `AG2TRUST_BUILD`, or the folder that the test bundle lies in.
    private static let folders: [String] = {
        let executable = URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent().path
        let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
            .map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        let named = ProcessInfo.processInfo.environment["AG2TRUST_BUILD"].map { [$0] } ?? []
        return named + bundles + [executable, FileManager.default.currentDirectoryPath + "/.build/debug"]
    }()

    static let launcher: String? = folders.map { $0 + "/ag2trust-launch" }.first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
}

/// Suites that need the launcher are left out without it; this test is what says so.
@Test func theLauncherIsThere() {
    #expect(
        Programs.launcher != nil, "ag2trust-launch is not built: LauncherTests and LocalProcessDriverTests left out")
}

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
    let path: String
    init() throws {
        path = NSTemporaryDirectory() + "ag2trust-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// An executable shell script.
    func script(_ text: String) throws -> String {
        let file = path + "/script-" + UUID().uuidString
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
        // A process that another test starts at this moment holds our descriptor for writing until it is a program of
        // its own; until then running the script is ETXTBSY. A read lease is granted once there is no writer left.
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let setLease: Int32 = 1024  // F_SETLEASE of <fcntl.h>, which is not imported
        let end = ContinuousClock.now + .seconds(2)
        while fcntl(descriptor, setLease, F_RDLCK) != 0, ContinuousClock.now < end { usleep(500) }
        _ = fcntl(descriptor, setLease, F_UNLCK)
        return file
    }
}

func secret(_ name: String, _ value: String) -> SecretVariable {
    SecretVariable(name: name, value: SecretBytes(copying: Array(value.utf8)))
}

/// Waits for something that another process does.
func eventually(within seconds: Double = 10, _ condition: () throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
        if try condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return try condition()
}

let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
