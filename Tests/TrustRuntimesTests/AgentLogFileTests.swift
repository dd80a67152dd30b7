// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustRuntimes

struct AgentLogFileTests {
    let folder: TemporaryFolder
    let log: AgentLogFile
    init() throws {
        folder = try TemporaryFolder()
        log = AgentLogFile(path: folder.path + "/log")
    }

    private func append(_ text: String) throws {
        let descriptor = try log.openForAppending()
        defer { close(descriptor) }
        #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
    }

    @Test func aWriterGoesOnAfterTheFileWasCut() throws {
        let descriptor = try log.openForAppending()
        defer { close(descriptor) }
        #expect(write(descriptor, "0123456789", 10) == 10)
        #expect(!log.rotate(limit: 10))
        #expect(log.rotate(limit: 4))
        #expect(write(descriptor, "ab", 2) == 2)
        #expect(try log.tail(100) == Array("6789ab".utf8))
        #expect(try log.tail(3) == Array("9ab".utf8))
        #expect(try log.tail(1) == Array("b".utf8))
        #expect(try log.tail(0) == [])
        let attributes = try FileManager.default.attributesOfItem(atPath: log.previousPath)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func oneCopyIsKept() throws {
        for round in 0..<3 {
            try append("round \(round) with more than the limit\n")
            #expect(log.rotate(limit: 8))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["log", "log.1"])
    }

    @Test func linksAreNotFollowed() throws {
        let target = folder.path + "/target"
        try Data("kept, and longer than the limit".utf8).write(to: URL(fileURLWithPath: target))
        try FileManager.default.createSymbolicLink(atPath: log.path, withDestinationPath: target)
        #expect(throws: RuntimeError(.folder)) { try log.openForAppending() }
        #expect(throws: RuntimeError(.logs)) { try log.tail(10) }
        #expect(!log.rotate(limit: 1))
        #expect(try Data(contentsOf: URL(fileURLWithPath: target)).count == 31)
    }

    @Test func withoutAFileThereIsNothing() throws { #expect(try log.tail(10) == []) }
}
