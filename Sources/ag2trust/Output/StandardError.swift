// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What is said beside the result: errors, warnings, questions.
enum StandardError {
    static func write(_ text: String) {
        // What was printed comes first, also where both go to the same file.
        fflush(nil)
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    static func line(_ text: String) { write(text + "\n") }

    static func show(_ error: CommandError) {
        write(error.lines.joined(separator: "\n") + "\n")
    }

    static func warn(_ text: String) { line("warning: " + Terminal.safe(text)) }
}
