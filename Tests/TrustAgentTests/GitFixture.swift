// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

@testable import TrustAgent

/// A working folder that is a git repository, made by the plain git of the machine, and things outside it.
final class GitFixture: Sendable {
    let outer: TemporaryFolder
    /// The working folder, and the repository.
    let work: String
    /// Made by whatever is run that should not be.
    let mark: String

    init() throws {
        outer = try TemporaryFolder()
        work = outer.path + "/work"
        mark = outer.path + "/ran"
        try outer.write("secret.txt", "SECRET\n")
        try outer.write("work/a.txt", "one\n")
        try outer.write("work/src/b.txt", "b\n")
        try git("init", "-q", "-b", "main")
        try commit("first")
        try outer.write("work/a.txt", "two\n")
        try commit("second")
        try outer.write("work/a.txt", "three\n")
    }

    /// A command for a shell that leaves the mark.
    var evil: String { "touch \(mark)" }

    var hasRun: Bool { FileManager.default.fileExists(atPath: mark) }

    /// Runs the plain git, as a person would in a terminal of theirs.
    @discardableResult
    func git(_ arguments: String..., in folder: String? = nil, home: String? = nil) throws -> String {
        try run("/usr/bin/git", ["-C", folder ?? work] + arguments, home: home)
    }

    @discardableResult
    func shell(_ command: String) throws -> String { try run("/bin/sh", ["-c", "cd \(work) && \(command)"]) }

    private func run(_ program: String, _ arguments: [String], home: String? = nil) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": home ?? outer.path, "GIT_CONFIG_NOSYSTEM": "1", "TERM": "xterm",
            "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "Ann",
            "GIT_COMMITTER_EMAIL": "a@example.org",
        ]
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }

    func commit(_ words: String, in folder: String? = nil) throws {
        try git("add", "-A", in: folder)
        try git("commit", "-q", "-m", words, in: folder)
    }

    func config(_ key: String, _ value: String) throws { try git("config", key, value) }

    /// A program outside that leaves the mark.
    func script(_ name: String = "evil.sh", _ more: String = "") throws -> String {
        let path = "\(outer.path)/\(name)"
        try outer.write(name, "#!/bin/sh\n\(evil)\n\(more)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    /// Another repository outside, with a secret in its history.
    func other() throws -> String {
        let other = outer.path + "/other"
        try outer.write("other/x.txt", "SECRET\n")
        try git("init", "-q", "-b", "main", in: other)
        try commit("SECRET", in: other)
        return other
    }

    /// What a model is told.
    func use(_ tool: AgentTool, _ arguments: [String: JSONValue] = [:], confines: Bool = true) async throws -> String {
        do {
            return try await GitTools(folder: try WorkFolder(path: work), confines: confines)
                .use(tool, try ToolArguments(.object(arguments), for: tool))
        } catch let error as ToolFailure {
            return "Error: \(error.message)"
        }
    }
}
