// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustAPI
import TrustCore

/// Whether a command stays until an operation is done.
struct ProgressOptions: ParsableArguments {
    @Flag(help: "Return at once; `ag2trust operation show` follows it.")
    var noWait = false
}

/// Follows an operation to its end, with a line that says how far it is.
struct OperationProgress {
    let api: APIClient
    let output: Output
    let waits: Bool

    /// - Throws: `CommandError` where anything failed, after the result was shown.
    func follow(_ begun: Answer<OperationResponse>) async throws {
        var answer = begun
        let isTerminal = isatty(STDERR_FILENO) == 1
        while waits, !answer.value.isFinished {
            if isTerminal { StandardError.write("\r\u{1B}[K\(answer.value.kind): \(answer.value.progress)") }
            try await Task.sleep(for: .milliseconds(250))
            answer = try await api.get(APIPath("operations", answer.value.id.description))
        }
        if isTerminal, waits { StandardError.write("\r\u{1B}[K") }
        try output.show(answer) { $0.lines }
        guard answer.value.failed == 0 else {
            throw CommandError(.failure, "It did not work for \(answer.value.failed) of \(answer.value.total) agents.")
        }
    }
}

extension APIClient {
    /// Asks something of every agent that has the labels: those that were listed a moment before.
    func act(_ action: String, on filter: LabelFilter) async throws -> Answer<OperationResponse>? {
        let agents = try await all(AgentResponse.self, filter).value
        guard !agents.isEmpty else { return nil }
        return try await send(
            .post, APIPath("agents", "actions"), AgentActionsRequest(action: action, agents: agents.map(\.id)))
    }
}
