// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustAgent

@Suite(.timeLimit(.minutes(5)))
struct WorkFolderTests {
    let outer: TemporaryFolder
    let folder: WorkFolder

    init() throws {
        outer = try TemporaryFolder()
        try outer.write("secret.txt", "outside")
        try outer.write("work-more/file.txt", "a neighbour whose name begins alike")
        try outer.write("work/a.txt", "grüße")
        try outer.write("work/src/b.txt", "inner")
        try outer.write("work/empty.txt", "")
        try outer.write("work/binary", [0xff, 0xfe, 0x00])
        try outer.write("work/exact", [UInt8](repeating: 0x61, count: WorkFolder.readLimit))
        try outer.write("work/larger", [UInt8](repeating: 0x61, count: WorkFolder.readLimit + 1))
        try outer.write("work/.git/config", "[core]")
        try outer.write("work/src/.GIT/config", "[core]")
        try outer.write("work/.gitignore", "build")
        let work = outer.path + "/work"
        for (name, target) in [
            ("link", "a.txt"), ("up", "../secret.txt"), ("absolute", outer.path + "/secret.txt"), ("here", "."),
            ("parent", ".."), ("proc", "/proc/self/root"), ("loop", "loop"),
        ] {
            try FileManager.default.createSymbolicLink(atPath: "\(work)/\(name)", withDestinationPath: target)
        }
        #expect(mkfifo("\(work)/pipe", 0o600) == 0)
        folder = try WorkFolder(path: work)
    }

    @Test(arguments: [
        ("a.txt", "grüße"), ("src/b.txt", "inner"), ("./a.txt", "grüße"), ("src//b.txt", "inner"), ("empty.txt", ""),
        (".gitignore", "build"),
    ])
    func filesInsideAreRead(path: String, text: String) throws {
        for resolution in WorkFolder.Resolution.allCases {
            let folder = try WorkFolder(path: outer.path + "/work", resolution: resolution)
            let part = try folder.readFile(path)
            #expect(part.text == text && part.size == Int64(text.utf8.count) && part.next == nil)
        }
    }

    @Test func aFileOfExactlyTheLimitIsRead() throws {
        #expect(try folder.readFile("exact").text.utf8.count == WorkFolder.readLimit)
    }

    @Test(arguments: 0..<4)
    func aLongFileIsReadInPiecesOfWholeCharacters(shift: Int) throws {
        let text = String(repeating: "x", count: shift) + String(repeating: "aé🔑", count: 20_000)
        try outer.write("work/long", text)
        var (pieces, offset): (String, Int64?) = ("", 0)
        while let from = offset {
            let part = try folder.readFile("long", from: from)
            #expect(part.text.utf8.count <= WorkFolder.readLimit && part.size == Int64(text.utf8.count))
            pieces += part.text
            offset = part.next
        }
        #expect(pieces == text)
        #expect(try folder.readFile("long", from: Int64(text.utf8.count) + 1).text == "")
    }

    @Test(
        arguments: [
            ("..", .outside), ("../secret.txt", .outside), ("src/../../secret.txt", .outside), ("src/..", .outside),
            ("src/../a.txt", .outside), ("/etc/passwd", .outside), ("//etc/passwd", .outside), ("/", .outside),
            ("", .outside), ("a.txt\0", .outside), ("../work-more/file.txt", .outside),
            ("/proc/self/environ", .outside),
            ("link", .link), ("up", .link), ("absolute", .link), ("here/a.txt", .link), ("parent/secret.txt", .link),
            ("proc/etc/passwd", .link), ("loop", .link),
            ("missing", .missing), ("src/missing", .missing), ("missing/x", .missing), (#"..\secret.txt"#, .missing),
            ("..%2fsecret.txt", .missing), ("~/secret.txt", .missing),
            ("a.txt/x", .notAFolder), ("src", .notAFile), (".", .notAFile), ("pipe", .notAFile),
            ("binary", .notText), (".git/config", .reserved), ("src/.GIT/config", .reserved), (".git", .reserved),
            (".ag2trust-x", .reserved),
        ] as [(String, WorkFolder.Refusal.Reason)])
    func everythingElseIsRefused(path: String, reason: WorkFolder.Refusal.Reason) {
        for resolution in WorkFolder.Resolution.allCases {
            #expect(throws: WorkFolder.Refusal(reason)) {
                _ = try WorkFolder(path: outer.path + "/work", resolution: resolution).readFile(path)
            }
        }
    }

    @Test func foldersAreListed() throws {
        #expect(
            try folder.list(".") == [
                ".git/", ".gitignore", "a.txt", "absolute (link)", "binary", "empty.txt", "exact", "here (link)",
                "larger", "link (link)",
                "loop (link)", "parent (link)", "pipe", "proc (link)", "src/", "up (link)",
            ])
        #expect(try folder.list("src/") == [".GIT/", "b.txt"])
    }

    @Test(
        arguments: [
            ("..", .outside), ("/", .outside), ("src/..", .outside), ("parent", .link), ("here", .link),
            ("a.txt", .notAFolder), ("missing", .missing),
        ] as [(String, WorkFolder.Refusal.Reason)])
    func nothingElseIsListed(path: String, reason: WorkFolder.Refusal.Reason) {
        #expect(throws: WorkFolder.Refusal(reason)) { _ = try folder.list(path) }
    }

    @Test func oddNamesStayOnOneLine() throws {
        try outer.write("work/odd/a\nb", "")
        #expect(try folder.list("odd") == ["a?b"])
    }
}
