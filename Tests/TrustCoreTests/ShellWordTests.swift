// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

@Suite struct ShellWordTests {
    @Test(
        arguments: [
            ("a/b-c.py", "a/b-c.py"), ("", "''"), ("b c", "'b c'"), ("it's", #"'it'\''s'"#),
            ("a\nb'c\\", #"$'a\nb\'c\\'"#), ("$(id)", "'$(id)'"),
        ])
    func anArgumentIsShownAsAShellWouldTakeIt(argument: String, shown: String) {
        #expect(ShellWord.readable(argument) == shown)
    }

    @Test(arguments: [["/bin/echo", "-n", "a b", "it's", "x\ny\\z\t'", "$(id)", "", "*"]])
    func aShellTakesALineForTheWords(words: [String]) throws {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        shell.arguments = ["-c", "printf '%s\\0' \(ShellWord.line(words))"]
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        let taken = String(decoding: bytes, as: UTF8.self).split(separator: "\0", omittingEmptySubsequences: false)
        #expect(taken.dropLast().map(String.init) == words)
    }
}
