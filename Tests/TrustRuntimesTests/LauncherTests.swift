// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore
import TrustRuntimes

/// The frame's encoder against the real launcher.
@Suite(.enabled(if: Programs.launcher != nil), .timeLimit(.minutes(5)))
struct LauncherTests {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Feeds bytes to the launcher's standard input, as a stranger would.
    private func launch(_ bytes: [UInt8], inherited: [String: String] = [:]) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Programs.launcher))
        process.environment = inherited
        // From a file: writing into a pipe whose reader has refused already would end the test.
        let folder = try TemporaryFolder()
        let file = URL(fileURLWithPath: folder.path + "/frame")
        try Data(bytes).write(to: file)
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let problems = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: text, errors: problems)
    }

    private func frame(
        _ arguments: [String], in folder: String = "/", environment: [String: String] = [:],
        key: String = "sk-canary-1",
        token: String = "tok-canary-2"
    ) throws -> [UInt8] {
        let frame = LaunchFrame(workingDirectory: folder, arguments: arguments, environment: environment)
        return try frame.encode(secret("KEY", key), secret("TOKEN", token)).withBytes { Array($0) }
    }

    @Test func theEnvironmentIsExactlyAsGiven() throws {
        let outcome = try launch(
            try frame(["/usr/bin/env"], environment: ["A": "1", "LINES": "two\nlines", "EMPTY": ""]),
            inherited: ["INHERITED": "leak", "LD_DEBUG": "none"])
        #expect(outcome.status == 0)
        #expect(outcome.output == "A=1\nEMPTY=\nLINES=two\nlines\nKEY=sk-canary-1\nTOKEN=tok-canary-2\n")
        #expect(outcome.errors == "")
    }

    @Test func processIsPrepared() throws {
        let folder = try TemporaryFolder()
        let script = try folder.script(
            """
            pwd; umask; ulimit -c; readlink /proc/self/fd/0
            grep -E 'NoNewPrivs|SigBlk|SigIgn' /proc/self/status | tr -s '\\t' ' '
            ls /proc/$$/fd | tr '\\n' ' '; echo
            tr '\\0' ' ' < /proc/$$/cmdline
            """)
        let outcome = try launch(
            try frame([script, "one", ""], in: folder.path, environment: ["PATH": "/usr/bin:/bin"]))
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines[0] == folder.path)
        #expect(lines[1] == "0077")
        #expect(lines[2] == "0")
        #expect(lines[3] == "/dev/null")
        #expect(lines.contains("NoNewPrivs: 1"))
        #expect(lines.contains("SigBlk: 0000000000000000"))
        #expect(lines.contains("SigIgn: 0000000000000000"))
        // The shell holds its script open as 10 or 255.
        let descriptors = lines.first { $0.hasPrefix("0 ") }?.split(separator: " ").map(String.init) ?? []
        #expect(Set(descriptors).subtracting(["10", "255", "3"]) == ["0", "1", "2"])
        #expect(lines.last == "/bin/sh \(script) one  ")
        #expect(!outcome.output.contains("canary"))
    }

    @Test func aProgramThatIsNotThereIs127WithoutItsSecrets() throws {
        let outcome = try launch(try frame(["/nonexistent/program"]))
        #expect(outcome.status == 127)
        #expect(outcome.errors.hasPrefix("ag2trust-launch: "))
        #expect(!outcome.errors.contains("canary"))
    }

    @Test func aFolderThatIsNotThereIs126() throws {
        #expect(try launch(try frame(["/usr/bin/env"], in: "/nonexistent")).status == 126)
    }

    @Test func theLongestTextIsTaken() throws {
        let value = String(repeating: "x", count: LaunchFrame.textLimit - 2)
        let outcome = try launch(try frame(["/usr/bin/env"], environment: ["A": value]))
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("A=\(value)\n"))
    }

    @Test func everyCutFrameIsRefused() throws {
        let whole = try frame(["/usr/bin/env"])
        for length in whole.indices {
            let outcome = try launch(Array(whole[..<length]))
            #expect(outcome.status == 2, "cut at \(length)")
            #expect(outcome.output == "" && !outcome.errors.contains("canary"), "cut at \(length)")
        }
    }

    /// A frame made by hand, with nothing checked.
    private func raw(
        magic: String = "AG2LNCH1", arguments: UInt32? = nil, entries: UInt32? = nil, length: UInt32? = nil,
        directory: String = "/", argv: [String] = ["/usr/bin/env"], envp: [String] = ["KEY=sk-canary"],
        after: [UInt8] = []
    ) -> [UInt8] {
        func number(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
        let body =
            number(arguments ?? UInt32(argv.count)) + number(entries ?? UInt32(envp.count))
            + ([directory] + argv + envp).flatMap { number(UInt32($0.utf8.count)) + Array($0.utf8) }
        return Array(magic.utf8) + number(length ?? UInt32(body.count)) + body + after
    }

    @Test func theHandMadeFrameIsGood() throws {
        #expect(try launch(raw()).output == "KEY=sk-canary\n")
    }

    @Test func malformedFramesAreRefused() throws {
        let bad: [(String, [UInt8])] = [
            ("nothing", []), ("magic", raw(magic: "AG2LNCH2")), ("after", raw(after: [0])),
            ("after much", raw(after: Array(raw()))), ("no arguments", raw(argv: [])),
            ("more arguments than there are", raw(arguments: 3)), ("fewer entries", raw(entries: 0)),
            ("many arguments", raw(argv: Array(repeating: "/a", count: 65))), ("argument count", raw(arguments: .max)),
            ("many entries", raw(envp: (0..<257).map { "E\($0)=" })), ("entry count", raw(entries: .max)),
            ("length short", raw(length: 20)), ("length long", raw(length: 4000)), ("length huge", raw(length: .max)),
            ("length tiny", raw(length: 3)), ("relative folder", raw(directory: "tmp")),
            ("empty folder", raw(directory: "")), ("relative program", raw(argv: ["env"])),
            ("entry without name", raw(envp: ["=sk-canary"])), ("entry without equals", raw(envp: ["sk_canary"])),
            ("entry with odd name", raw(envp: ["A B=sk-canary"])), ("entry with digit", raw(envp: ["1A=sk-canary"])),
            ("entry empty", raw(envp: [""])), ("twice", raw(envp: ["A=1", "B=", "A=sk-canary"])),
            ("NUL in entry", raw(envp: ["A=x\0sk-canary"])), ("NUL in argument", raw(argv: ["/usr/bin/env\0x"])),
            ("text too long", raw(envp: ["A=" + String(repeating: "x", count: LaunchFrame.textLimit)])),
        ]
        for (name, bytes) in bad {
            let outcome = try launch(bytes)
            #expect(outcome.status == 2, "\(name)")
            #expect(outcome.output == "", "\(name)")
            #expect(outcome.errors.hasPrefix("ag2trust-launch: ") && !outcome.errors.contains("canary"), "\(name)")
        }
    }

    @Test func theEncoderRefusesWhatTheLauncherWould() throws {
        func kind(_ body: () throws -> Void) -> RuntimeError.Kind? {
            do { try body() } catch { return (error as? RuntimeError)?.kind }
            return nil
        }
        #expect(kind { _ = try frame(["env"]) } == .launch)
        #expect(kind { _ = try frame([]) } == .launch)
        #expect(kind { _ = try frame(["/a"], in: "b") } == .launch)
        #expect(kind { _ = try frame(["/a"], environment: ["A=B": "c"]) } == .launch)
        #expect(kind { _ = try frame(["/a"], environment: ["A": "b\0c"]) } == .launch)
        #expect(kind { _ = try frame(["/a"], environment: ["KEY": "taken"]) } == .launch)
        #expect(kind { _ = try frame(["/a"], key: "a\0b") } == .launch)
        #expect(
            kind { _ = try frame(["/a"], environment: ["A": String(repeating: "x", count: 128 << 10)]) } == .launch)
        #expect(kind { _ = try frame(["/a"]) } == nil)
    }
}
