// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust ask`: a question to an agent of a type.
struct Ask: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask an agent, and print its answer.",
        discussion: """
            The answer goes to standard output; the thread's id, with which the conversation goes on, to standard error.

            EXAMPLES:
              ag2trust ask support "Where is my order?"
              git diff | ag2trust ask reviewer -
              ag2trust ask support "And the other one?" --thread 0192f0c1-2a3b-7c4d-8e5f-60718293a4b5
            """)

    @Argument(help: ArgumentHelp("The endpoint of an agent type.", valueName: "endpoint-slug"), completion: .endpoints)
    var slug: String
    @Argument(help: "The question, or - to read it from standard input.") var question: String
    @Option(help: ArgumentHelp("Go on with a conversation.", valueName: "id")) var thread: String?
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if let thread, ThreadID(thread) == nil { throw ValidationError("--thread must be a thread's id.") }
    }

    func run(on api: APIClient) async throws {
        let content = question == "-" ? try Question.everything() : question
        guard !content.isEmpty else { throw CommandError(.usage, "The question is empty.") }
        let answer: Answer<AskResponse> = try await api.send(
            .post, APIPath("v1", "ask", slug), AskRequest(content: content, threadID: thread.flatMap(ThreadID.init)))
        try connection.output.show(answer, text: \.content)
        // With --json it is in the answer.
        if !connection.json { StandardError.line("thread: \(answer.value.threadID)") }
    }
}
