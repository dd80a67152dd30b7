// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustAPI
import TrustCore

/// `ag2trust ask`: a question to an agent of a type, or to one agent.
struct Ask: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask an agent, and print its answer.",
        discussion: """
            The answer goes to standard output; the thread's id, with which the conversation goes on, to standard error.

            EXAMPLES:
              ag2trust ask support "Where is my order?"
              git diff | ag2trust ask reviewer -
              ag2trust ask support "And the other one?" --thread 0192f0c1-2a3b-7c4d-8e5f-60718293a4b5
              ag2trust ask --agent support-1 "Where is my order?" --thread order-17 --stream
            """)

    @Argument(
        help: ArgumentHelp(
            "The endpoint of an agent type, unless --agent is given; then the question.",
            valueName: "endpoint-slug"), completion: .endpoints) var words: [String]
    @Option(help: ArgumentHelp("Ask this very agent, by name or id.", valueName: "agent")) var agent: String?
    @Option(
        help: ArgumentHelp(
            "Go on with a conversation; with --agent, any name of your own.", valueName: "id"))
    var thread: String?
    @Flag(help: "Say on standard error what becomes of the question, and wait up to ten minutes.") var stream = false
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard words.count == (agent == nil ? 2 : 1) else {
            throw ValidationError(
                agent == nil
                    ? "Give an endpoint and a question, the question in quotes." : "Give one question, in quotes.")
        }
        if agent == nil, let thread, ThreadID(thread) == nil {
            throw ValidationError("--thread must be a thread's id.")
        }
    }

    func run(on api: APIClient) async throws {
        let question = words.last ?? ""
        let content = question == "-" ? try Question.everything() : question
        guard !content.isEmpty else { throw CommandError(.usage, "The question is empty.") }
        if let agent {
            let id = try await api.find(AgentResponse.self, agent).id.description
            let answer: Answer<MessageResponse> = try await send(
                api, APIPath("v1", "agents", id, "messages"), SendMessageRequest(message: content, sessionID: thread))
            try connection.output.show(answer) { $0.content.compactMap(\.text).joined(separator: "\n") }
            if !connection.json { StandardError.line("thread: \(thread ?? answer.value.threadID.description)") }
        } else {
            let answer: Answer<AskResponse> = try await send(
                api, APIPath("v1", "ask", words[0]),
                AskRequest(content: content, threadID: thread.flatMap(ThreadID.init)))
            try connection.output.show(answer, text: \.content)
            // With --json it is in the answer.
            if !connection.json { StandardError.line("thread: \(answer.value.threadID)") }
        }
    }

    private func send<Value: Decodable>(
        _ api: APIClient, _ path: APIPath, _ body: some RequestBody
    ) async throws -> Answer<Value> {
        guard stream else { return try await api.send(.post, path, body) }
        var answer: Answer<Value>?
        try await api.stream(path, body) { event in
            switch event.name {
            case "reply": answer = try Answer(Data(event.data.utf8))
            case "error":
                let problem = try Answer<ErrorBody>(Data(event.data.utf8)).value
                throw CommandError(.failure, problem.error, code: problem.errorCode, details: problem.details)
            default: StandardError.line("\(event.name)…")
            }
        }
        guard let answer else { throw CommandError(.failure, "The server's answer broke off.") }
        return answer
    }
}
