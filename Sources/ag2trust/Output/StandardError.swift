// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What is said beside the result: errors, warnings, questions.
enum StandardError {
    /// Whether a program reads it: then errors and warnings are JSON, an object a line.
    static let isJSON = CommandLine.arguments.dropFirst().prefix { $0 != "--" }.contains("--json")

    static func write(_ text: String) {
        // What was printed comes first, also where both go to the same file.
        fflush(nil)
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    static func line(_ text: String) { write(text + "\n") }

    static func show(_ error: CommandError) {
        if isJSON, let text = try? String(decoding: JSONEncoder().encode(error.json), as: UTF8.self) {
            return line(text)
        }
        write(error.lines.joined(separator: "\n") + "\n")
    }

    static func warn(_ text: String) {
        if isJSON, let json = try? String(decoding: JSONEncoder().encode(["warning": text]), as: UTF8.self) {
            return line(json)
        }
        line("warning: " + Terminal.safe(text))
    }
}
