// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// One operation of a provider's API that the gateway serves. To serve another one, add a row to `all`.
package struct LLMEndpoint: Sendable, Hashable {
    /// Without a prefix or query: `/v1/chat/completions`.
    package let path: String
    /// `GET` or `POST`.
    package let method: String
    /// The dialect that the path belongs to; `nil` where both have it, and the route's provider decides.
    package let dialect: ProviderType?
    /// Whether a call takes tokens: it has a body with a model, and is settled.
    package let isMetered: Bool

    package static let chatCompletions = LLMEndpoint(
        path: "/v1/chat/completions", method: "POST", dialect: .openai, isMetered: true)
    package static let messages = LLMEndpoint(
        path: "/v1/messages", method: "POST", dialect: .anthropic, isMetered: true)
    package static let models = LLMEndpoint(path: "/v1/models", method: "GET", dialect: nil, isMetered: false)

    package static let all: [LLMEndpoint] = [chatCompletions, messages, models]

    /// The endpoint at a path, whatever the method.
    package static func at(path: Substring.UTF8View) -> LLMEndpoint? {
        all.first { $0.path.utf8.elementsEqual(path) }
    }
}
