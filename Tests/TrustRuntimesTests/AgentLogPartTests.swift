// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore
import TrustRuntimes

struct AgentLogPartTests {
    private func withLog(_ body: (AgentLogFile, (String) throws -> Void) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "trust-log-\(UUID().uuidString)"
        defer { for end in ["", ".1"] { try? FileManager.default.removeItem(atPath: path + end) } }
        try body(AgentLogFile(path: path)) { words in
            let descriptor = try AgentLogFile(path: path).openForAppending()
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try handle.write(contentsOf: Data(words.utf8))
        }
    }

    private func text(_ part: OutputPart) -> String { String(decoding: part.bytes, as: UTF8.self) }

    @Test func partsGoOnWhereTheLastOneEnded() throws {
        try withLog { log, write in
            #expect(try log.part(after: nil, limit: 10) == OutputPart(bytes: [], position: 0))
            try write("0123456789ab")
            let last = try log.part(after: nil, limit: 4)
            #expect(text(last) == "89ab" && last.position == 12)
            #expect(try log.part(after: 12, limit: 4) == OutputPart(bytes: [], position: 12))
            try write("cdefgh")
            let next = try log.part(after: 12, limit: 4)
            #expect(text(next) == "cdef" && next.position == 16 && !next.isCut)
            #expect(text(try log.part(after: 16, limit: 4)) == "gh")
        }
    }

    @Test func aFileThatWasCutIsReadFromItsBeginning() throws {
        try withLog { log, write in
            try write(String(repeating: "x", count: 100))
            #expect(log.rotate(limit: 10))
            let cut = try log.part(after: 100, limit: 50)
            #expect(cut == OutputPart(bytes: [], position: 0, isCut: true))
            try write("new")
            let part = try log.part(after: 100, limit: 50)
            #expect(text(part) == "new" && part.position == 3 && part.isCut)
        }
    }
}
