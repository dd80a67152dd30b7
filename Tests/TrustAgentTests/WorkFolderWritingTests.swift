// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testing
import TrustAgent

@Suite(.timeLimit(.minutes(5)))
struct WorkFolderWritingTests {
    let outer: TemporaryFolder
    let work: String

    init() throws {
        outer = try TemporaryFolder()
        work = outer.path + "/work"
        try outer.write("secret.txt", "outside")
        try outer.write("work/a.txt", "old")
        try outer.write("work/src/b.txt", "inner")
        try outer.write("work/.git/config", "[core]")
        for (name, target) in [
            ("link", "a.txt"), ("up", "../secret.txt"), ("here", "."), ("parent", ".."), ("dangling", "../new.txt"),
        ] {
            try FileManager.default.createSymbolicLink(atPath: "\(work)/\(name)", withDestinationPath: target)
        }
        #expect(mkfifo("\(work)/pipe", 0o600) == 0)
    }

    private func folder(_ resolution: WorkFolder.Resolution = .atOnce) throws -> WorkFolder {
        try WorkFolder(path: work, resolution: resolution)
    }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    @Test(arguments: WorkFolder.Resolution.allCases)
    func filesAreMadeAndReplacedWhole(resolution: WorkFolder.Resolution) throws {
        let folder = try folder(resolution)
        #expect(try folder.writeFile("a/new/folder/c.txt", Array("grüße".utf8)))
        #expect(try folder.readFile("a/new/folder/c.txt").text == "grüße")
        #expect(try folder.writeFile("./a.txt", Array("new".utf8)) == false)
        #expect(try folder.readFile("a.txt").text == "new")
        #expect(try folder.writeFile("src/empty", []))
        #expect(try names(work + "/src") == ["b.txt", "empty"])
        #expect(try names(work + "/a/new/folder") == ["c.txt"])
    }

    @Test func aProgramStaysOneAndRightsAreNotLent() throws {
        #expect(chmod(work + "/a.txt", 0o4755) == 0)
        _ = try folder().writeFile("a.txt", Array("new".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: work + "/a.txt")[.posixPermissions] as? Int
        #expect(mode == 0o755)
    }

    @Test func aHardLinkElsewhereKeepsItsText() throws {
        #expect(link(outer.path + "/secret.txt", work + "/hard") == 0)
        _ = try folder().writeFile("hard", Array("new".utf8))
        #expect(try String(contentsOfFile: outer.path + "/secret.txt", encoding: .utf8) == "outside")
    }

    @Test(
        arguments: [
            ("..", .outside), ("../new.txt", .outside), ("src/../../new.txt", .outside), ("/tmp/new.txt", .outside),
            ("", .outside), ("new\0.txt", .outside), ("src/../new.txt", .outside),
            ("link", .link), ("up", .link), ("dangling", .link), ("here/new.txt", .link), ("parent/new.txt", .link),
            ("parent/new/new.txt", .link),
            (".", .notAFile), ("src", .notAFile), ("src/", .notAFile), ("new/", .notAFile), ("pipe", .notAFile),
            ("a.txt/new.txt", .notAFolder), ("pipe/new.txt", .notAFolder),
            (".git/config", .reserved), (".git/hooks/post-checkout", .reserved), (".GIT/config", .reserved),
            ("src/.git/config", .reserved), ("new/.git/config", .reserved), (".git", .reserved),
            (".ag2trust-x/config", .reserved),
        ] as [(String, WorkFolder.Refusal.Reason)])
    func everythingElseIsRefusedAndLeavesNothing(path: String, reason: WorkFolder.Refusal.Reason) throws {
        let (inside, outside) = (try names(work), try names(outer.path))
        for resolution in WorkFolder.Resolution.allCases {
            #expect(throws: WorkFolder.Refusal(reason)) {
                _ = try folder(resolution).writeFile(path, Array("bad".utf8))
            }
        }
        #expect(try names(work) == inside)
        #expect(try names(outer.path) == outside)
        #expect(try String(contentsOfFile: outer.path + "/secret.txt", encoding: .utf8) == "outside")
        #expect(try String(contentsOfFile: work + "/.git/config", encoding: .utf8) == "[core]")
    }

    @Test func leftoversAreRemovedAndNothingElse() throws {
        try outer.write("work/.ag2trust-git-1/HEAD", "x")
        try outer.write("work/.ag2trust-write-1", "x")
        #expect(symlink("../secret.txt", work + "/.ag2trust-link") == 0)
        let folder = try folder()
        let before = try names(work)
        folder.removeLeftovers()
        #expect(try names(work) == before.filter { !$0.hasPrefix(".ag2trust-") })
        #expect(try names(outer.path) == ["secret.txt", "work"])
    }

    @Test func theLimitIsALimit() throws {
        let folder = try folder()
        #expect(try folder.writeFile("exact", [UInt8](repeating: 0x61, count: WorkFolder.writeLimit)))
        #expect(throws: WorkFolder.Refusal(.tooLarge)) {
            _ = try folder.writeFile("larger", [UInt8](repeating: 0x61, count: WorkFolder.writeLimit + 1))
        }
        #expect(throws: WorkFolder.Refusal(.missing)) { _ = try folder.readFile("larger") }
    }

    /// A folder and a link out of the working folder take turns under one name, while files are written and read.
    @Test(arguments: WorkFolder.Resolution.allCases)
    func aLinkThatIsSwappedInLeadsNowhere(resolution: WorkFolder.Resolution) async throws {
        let folder = try folder(resolution)
        try outer.write("prey/file.txt", "outside")
        try outer.write("work/real/file.txt", "inside")
        let (turn, link, real) = (work + "/turn", work + "/to-prey", work + "/real")
        #expect(symlink("../prey", link) == 0)
        try FileManager.default.moveItem(atPath: real, toPath: turn)
        let end = End()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { @concurrent in
                while !end.isThere {
                    rename(turn, real)
                    rename(link, turn)
                    rename(turn, link)
                    rename(real, turn)
                }
            }
            group.addTask { @concurrent in
                for count in 0..<3000 {
                    if let part = try? folder.readFile("turn/file.txt") { #expect(part.text != "outside") }
                    _ = try? folder.writeFile("turn/\(count % 7)/new.txt", Array("x".utf8))
                }
                end.come()
            }
        }
        #expect(try names(outer.path + "/prey") == ["file.txt"])
    }
}

/// Tells one task that another is done.
private final class End: Sendable {
    private let state = Mutex(false)
    var isThere: Bool { state.withLock { $0 } }
    func come() { state.withLock { $0 = true } }
}
