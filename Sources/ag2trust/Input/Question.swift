// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Questions whose answers are no secret.
enum Question {
    /// A line of the terminal.
    ///
    /// `alternative` is the option that gives the same without a terminal, for the error message.
    static func ask(_ question: String, alternative: String) throws -> String {
        guard Terminal.isInput else {
            throw CommandError(.usage, "There is no terminal to ask at. Use \(alternative).")
        }
        StandardError.write(question)
        guard let line = readLine() else {
            StandardError.line("")
            throw CommandError(.failure, "Cancelled.")
        }
        return line.trimmingCharacters(in: .whitespaces)
    }

    /// Goes on only if `name` is typed as it is: for what can't be taken back.
    static func confirm(_ what: String, name: String, yes: Bool) throws {
        if yes { return }
        let typed = try ask(
            "\(Terminal.safe(what)) Type its name (\(Terminal.safe(name))) to go on: ", alternative: "--yes")
        guard typed == name else { throw CommandError(.failure, "That is not its name: nothing was done.") }
    }

    /// All of standard input as text.
    static func everything() throws -> String {
        guard let data = try? FileHandle.standardInput.readToEnd() else { return "" }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandError(.usage, "Standard input is not UTF-8 text.")
        }
        return text
    }
}
