// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

@testable import TrustAgent

@Suite(.timeLimit(.minutes(5)))
struct GitToolsTests {
    let git: GitFixture

    init() throws { git = try GitFixture() }

    @Test func statusSaysWhatHasChanged() async throws {
        #expect(try await git.use(.gitStatus) == "## main\n M a.txt\n")
        try git.git("add", "a.txt")
        try git.outer.write("work/new.txt", "n")
        #expect(try await git.use(.gitStatus) == "## main\nM  a.txt\n?? new.txt\n")
        #expect(try await git.use(.gitStatus, ["path": "src"]) == "## main\n")
    }

    @Test func diffShowsWhatIsAskedFor() async throws {
        let unstaged = try await git.use(.gitDiff)
        #expect(unstaged.contains("-two\n+three\n") && unstaged.contains("a.txt | 2 +-"))
        #expect(try await git.use(.gitDiff, ["staged": true]) == "(no differences)")
        #expect(try await git.use(.gitDiff, ["from": "HEAD~1", "to": "main"]).contains("-one\n+two\n"))
        #expect(try await git.use(.gitDiff, ["from": "HEAD^"]).contains("-one\n+three\n"))
        #expect(try await git.use(.gitDiff, ["path": "src"]) == "(no differences)")
        try git.git("add", "a.txt")
        #expect(try await git.use(.gitDiff, ["staged": true]).contains("-two\n+three\n"))
    }

    @Test func logTellsTheHistory() async throws {
        let log = try await git.use(.gitLog)
        #expect(
            log.contains("    second\n") && log.contains("    first\n") && log.contains("Author: Ann <a@example.org>"))
        #expect(log.contains("HEAD -> main"))
        #expect(try await git.use(.gitLog, ["count": 1]).contains("first") == false)
        #expect(try await git.use(.gitLog, ["path": "src/b.txt"]).contains("second") == false)
        #expect(try await git.use(.gitLog, ["revision": "main~1"]).contains("second") == false)
    }

    @Test func aPackedRepositoryInAFolderIsReadToo() async throws {
        try git.shell("git gc -q && mkdir inner && mv .git a.txt src inner")
        #expect(try await git.use(.gitLog, ["repository": "inner"]).contains("    first\n"))
        #expect(try await git.use(.gitStatus, ["repository": "./inner/"]) == "## main\n M a.txt\n")
        #expect(try await git.use(.gitStatus).hasPrefix("Error: there is no git repository"))
    }

    @Test func aRepositoryWithOtherHashesIsRead() async throws {
        try git.shell("rm -rf .git && git init -q -b main --object-format=sha256 && git add -A && git commit -qm third")
        #expect(try await git.use(.gitLog).contains("    third\n"))
    }

    @Test func anEmptyRepositoryIsNoMystery() async throws {
        try git.shell("rm -rf .git && git init -q -b main")
        #expect(try await git.use(.gitStatus).hasPrefix("## No commits yet on main\n?? "))
        #expect(try await git.use(.gitLog).hasPrefix("Error: git: "))
    }

    @Test func muchIsCutOff() async throws {
        try git.outer.write("work/a.txt", String(repeating: "a line\n", count: 20_000))
        let told = try await git.use(.gitDiff)
        #expect(told.contains("(cut off after 65536 bytes") && told.utf8.count < 66_000)
    }

    @Test(arguments: [
        "--output=/tmp/x", "-p", "--", "", " ", "HEAD..main", "main...x", "HEAD:a.txt", ":/first", "@{upstream}",
        "HEAD@{1}", "^HEAD", "main^{/x}", "a b", "a\nb", "a\0b", "../x", "a//b", "a/../b", ".x", "x.lock", "main^@",
        "*", "$(id)", "ü", "main~99999",
    ])
    func whatIsNoRevisionIsRefused(text: String) async throws {
        #expect(!GitRevision.isValid(text))
        for (tool, name) in [(AgentTool.gitDiff, "from"), (.gitLog, "revision")] {
            #expect(try await git.use(tool, [name: .string(text)]).hasPrefix("Error: \"\(name)\" must be"))
        }
    }

    @Test(arguments: [
        "main", "HEAD", "HEAD~2", "HEAD^", "HEAD^^2~3", "v1.0", "feature/x_y", "refs/heads/main", "deadbeef",
    ])
    func whatIsARevisionIsTaken(text: String) { #expect(GitRevision.isValid(text)) }

    @Test(arguments: ["..", "../other", "/etc", ".git", ".git/hooks", "a/.git", ".ag2trust-x"])
    func pathsStayInside(path: String) async throws {
        for tool in [AgentTool.gitStatus, .gitDiff, .gitLog] {
            #expect(try await git.use(tool, ["repository": .string(path)]).hasPrefix("Error: "))
            #expect(try await git.use(tool, ["path": .string(path)]).hasPrefix("Error: "))
        }
    }

    /// Magic of pathspecs is text here.
    @Test(arguments: [":/", ":(top)*", "-p", "--output=x", "*"])
    func aPathIsAPath(path: String) async throws {
        #expect(try await git.use(.gitLog, ["path": .string(path)]) == "(no commits)")
    }

    @Test func plainOptionsInPlaceOfRevisionsWouldWriteFiles() throws {
        try git.git("log", "--output=\(git.mark)")
        #expect(git.hasRun)
    }

    @Test func onlySettingsThatNameNothingAreTakenOver() {
        let settings = GitSettings(
            """
            [core]
            \trepositoryformatversion = 0
            \tfilemode = false ; no bits here
            \tAutoCRLF=input
            \teol = "lf"
            \tsymlinks = maybe
            \tfsmonitor = /bin/evil
            \tworktree = /etc
            [core "x"]
            \tignorecase = true
            [include]
            \tpath = /etc/passwd
            [extensions] objectFormat = sha256
            """)
        #expect(
            settings.text == """
                [core]
                \trepositoryformatversion = 1
                \tbare = false
                \tautocrlf = input
                \teol = lf
                \tfilemode = false
                [extensions]
                \tobjectformat = sha256

                """)
    }
}
