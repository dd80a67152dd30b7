// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

@testable import TrustAgent

@Suite(.timeLimit(.minutes(5)))
struct GitAttackTests {
    /// All that a model can ask of git.
    private static let uses: [(AgentTool, [String: JSONValue])] = [
        (.gitStatus, [:]), (.gitDiff, [:]), (.gitDiff, ["staged": true]), (.gitDiff, ["from": "HEAD~1", "to": "HEAD"]),
        (.gitDiff, ["from": "HEAD"]), (.gitLog, [:]),
    ]

    @Test(arguments: GitAttack.all)
    func plainGitFallsForIt(_ attack: GitAttack) throws {
        let git = try GitFixture()
        try attack.plant(git)
        #expect(!git.hasRun)
        let said = try attack.control(git)
        #expect(git.hasRun || said.contains("SECRET"), "\(said)")
    }

    /// Once with the kernel's help and once without: each of the two walls stands by itself.
    @Test(arguments: GitAttack.all, [true, false])
    func theToolsDoNot(_ attack: GitAttack, isConfined: Bool) async throws {
        let git = try GitFixture()
        try attack.plant(git)
        let before = try FileManager.default.contentsOfDirectory(atPath: git.work).sorted()
        for (tool, arguments) in Self.uses {
            let told = try await git.use(tool, arguments, confines: isConfined)
            #expect(!git.hasRun, "\(tool) \(arguments)")
            #expect(!told.contains("SECRET"), "\(tool) \(arguments): \(told)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: git.work).sorted() == before)
    }

    /// What would be left if everything else failed: a git that obeys the repository, held by the kernel alone.
    @Test func theKernelRefusesCommandsAndOtherFolders() throws {
        let git = try GitFixture()
        try git.config("core.fsmonitor", try git.script())
        try git.config("alias.x", "!\(git.evil)")
        let folder = try WorkFolder(path: git.work)
        func run(_ arguments: [String], confines: Bool = true) -> Result<GitProgram.Output, ToolFailure> {
            GitCall(
                program: "/usr/bin/git", arguments: ["git"] + arguments,
                environment: ["HOME=\(git.work)", "GIT_CONFIG_NOSYSTEM=1"],
                directory: folder.descriptor, readable: ["/usr", "/lib", "/lib64", "/etc/ld.so.cache", git.work],
                executable: ["/usr/bin/git", "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"], limit: 4096,
                confines: confines
            ).perform()
        }
        let status = run(["status", "--short"])
        guard try status.get().isConfined else { return }
        _ = run(["x"])
        #expect(!git.hasRun)
        #expect(throws: ToolFailure.self) { try run(["hash-object", git.outer.path + "/secret.txt"]).get() }
        #expect(throws: ToolFailure.self) { try run(["hash-object", "-w", "a.txt"]).get() }
        // And git would have done all that.
        _ = run(["x"], confines: false)
        #expect(git.hasRun)
        _ = try run(["hash-object", git.outer.path + "/secret.txt"], confines: false).get()
        _ = try run(["hash-object", "-w", "a.txt"], confines: false).get()
    }
}
