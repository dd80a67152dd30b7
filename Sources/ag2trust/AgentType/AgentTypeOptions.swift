// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustCore

/// What can be said of an agent type, when it is made and later.
struct AgentTypeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The instructions that its agents follow.", valueName: "text"))
    var prompt: String?
    @Option(
        help: ArgumentHelp("The same from a file, or - for standard input.", valueName: "file"), completion: .file())
    var promptFile: String?
    @Option(help: "Its name in URLs; made from the name if not given.")
    var slug: String?
    @Option(help: ArgumentHelp("Opens POST /api/v1/ask/<slug>.", valueName: "slug"))
    var endpointSlug: String?
    @Option(
        name: .customLong("capability"),
        help: ArgumentHelp(
            "A bundle of tools; may be given several times.", discussion: Capability.contents, valueName: "capability"))
    var capabilities: [Capability] = []
    @Option(help: ArgumentHelp("0 to 1.", valueName: "number"))
    var temperature: Double?
    @Option(help: ArgumentHelp("The longest answer, in tokens.", valueName: "number"))
    var maxTokens: Int64?
    @Option(help: "env: agents get the key itself. leased: they get a token that is good at the gateway only.")
    var delivery: CredentialDelivery?
    @Option(help: "Where its agents run.")
    var runtime: AgentRuntime?

    @Option(
        name: .customLong("command"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A program of your own in place of the built-in agent: its absolute path, then each of its arguments with "
                + "another --command. Other users of the machine can read them.", valueName: "word"))
    var command: [String] = []

    func validate() throws {
        if prompt != nil, promptFile != nil { throw ValidationError("Give --prompt or --prompt-file, not both.") }
        if let temperature, !(0...1).contains(temperature) {
            throw ValidationError("--temperature must be from 0 to 1.")
        }
        if let maxTokens, maxTokens < 1 { throw ValidationError("--max-tokens must be at least 1.") }
    }

    /// The prompt, wherever it is; `nil` if none was given.
    func systemPrompt() throws -> String? {
        guard let promptFile else { return prompt }
        if promptFile == "-" { return try Question.everything() }
        guard let text = try? String(contentsOfFile: promptFile, encoding: .utf8) else {
            throw CommandError(.usage, "\(promptFile) can't be read as UTF-8 text.")
        }
        return text
    }
}
