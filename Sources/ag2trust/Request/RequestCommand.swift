// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI

/// `ag2trust request`: LLM calls, one by one.
struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "LLM calls: list them, and explain one.",
        subcommands: [RequestList.self, RequestShow.self])

    /// How a call's end looks.
    static func colour(of outcome: String) -> Terminal.Colour {
        switch outcome {
        case "completed": .good
        case "caller_gone": .dim
        default: .bad
        }
    }
}
