// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// Calls the model at the provider's base URL, as the provider's own client library would.
package struct ModelClient: Sendable {
    /// One whole call, in its longest form.
    package static let limit = Duration.seconds(600)
    /// Calls in all, when the provider says that another one may work.
    package static let attempts = 3
    /// The longest wait before another one; a provider that asks for more gets none.
    package static let longestWait = 30

    private let transport: any AgentTransport
    private let url: String
    private let headers: [String: String]
    private let wait: @Sendable (Duration) async throws -> Void

    package init(
        transport: any AgentTransport, provider: ProviderType, baseURL: String, key: Credential,
        wait: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.transport = transport
        self.wait = wait
        let common = ["content-type": "application/json", "accept": "application/json"]
        switch provider {
        case .openai:
            url = baseURL + "/chat/completions"
            headers = common.merging(["authorization": "Bearer \(key.headerValue)"]) { $1 }
        case .anthropic:
            url = baseURL + "/v1/messages"
            headers = common.merging(["x-api-key": key.headerValue, "anthropic-version": "2023-06-01"]) { $1 }
        }
    }

    /// Calls for a message, which the gateway learns so that it can tell what the message cost.
    /// - Returns: the body of a successful answer.
    /// - Throws: `AgentError` of kind `modelRefused` or `modelFailed`, or `CancellationError`.
    package func call(_ body: JSONValue, for message: MessageID) async throws -> JSONValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let request = AgentRequest(
            method: "POST", url: url, headers: headers.merging([ChannelHeader.message: message.description]) { $1 },
            body: Array(try encoder.encode(body)))
        var backoff = Backoff()
        var attempt = 1
        while true {
            try Task.checkCancellation()
            let response = try? await transport.send(request, within: Self.limit)
            if let response, response.status == 200 {
                guard let answer = try? JSONDecoder().decode(JSONValue.self, from: Data(response.body)) else {
                    throw AgentError(.modelFailed, "The model's answer can't be read.")
                }
                return answer
            }
            guard attempt < Self.attempts, Self.mayRetry(response) else { throw Self.failure(response) }
            attempt += 1
            let doubling = backoff.fail()
            try await wait(response?.retryAfter.map { max(.seconds($0), doubling) } ?? doubling)
        }
    }

    private static func mayRetry(_ response: AgentResponse?) -> Bool {
        guard let response else { return true }
        if response.headers["x-should-retry"] == "false" { return false }
        if let seconds = response.retryAfter, seconds > longestWait { return false }
        return [408, 409, 429, 500, 502, 503, 504, 529].contains(response.status)
    }

    /// Names the error's type, which is the provider's word for it, and nothing else of what the provider wrote: its
    /// sentences may quote the key or the prompt.
    static func failure(_ response: AgentResponse?) -> AgentError {
        guard let response else {
            return AgentError(.modelFailed, "The model's provider could not be reached in time.")
        }
        struct Body: Decodable {
            struct Problem: Decodable {
                var type: String?
                var code: String?
            }
            var error: Problem
        }
        let problem = (try? JSONDecoder().decode(Body.self, from: Data(response.body)))?.error
        func isWord(_ text: String) -> Bool {
            text.utf8.count <= 48
                && text.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7a) || $0 == 0x5f }
        }
        let words = [problem?.type, problem?.code].compactMap { $0 }.filter(isWord)
        let name = words.isEmpty ? "" : words.joined(separator: ", ") + ", "
        return AgentError(.modelRefused, "The model's provider refused the call (\(name)status \(response.status)).")
    }
}
