// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore
import TrustRuntimes

struct ProcessTableTests {
    private let rest = "7 3 3 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 8675309 2 3"

    @Test(arguments: ["sh", "a b", "x) R 1 (y", "(", ")"])
    func namesDoNotConfuseTheReader(name: String) throws {
        let entry = try #require(ProcessEntry(stat: "42 (\(name)) S \(rest)"))
        #expect(entry.identity == ProcessIdentity(pid: 42, startTicks: 8_675_309))
        #expect((entry.state, entry.parent, entry.group, entry.session) == ("S", 7, 3, 3))
    }

    @Test(arguments: ["", "42", "42 (sh", "42 (sh) S 7 3", "x (sh) S 7 3 3 0 -1"])
    func shortLinesAreNoEntries(text: String) { #expect(ProcessEntry(stat: text) == nil) }

    @Test func theTestItselfIsAlive() throws {
        let own = try #require(ProcessTable.entry(getpid()))
        #expect(ProcessTable.isAlive(own.identity))
        #expect(!ProcessTable.isAlive(ProcessIdentity(pid: own.pid, startTicks: own.startTicks + 1)))
        #expect(ProcessTable.members(ofSession: own.session).contains { $0.pid == own.pid })
    }
}
