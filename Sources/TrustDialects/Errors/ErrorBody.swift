// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// An error of the gateway's own, in the words of the caller's dialect, so that the providers' client libraries raise
/// what they would raise for the provider itself.
package struct ErrorBody: Sendable, Hashable {
    package var dialect: ProviderType
    package var status: Int
    /// One sentence, safe to show.
    package var message: String
    /// A stable code of ours, such as `CREDENTIAL_UNAVAILABLE`; OpenAI's `code`, Anthropic's `details.error_code`.
    package var code: ErrorCode?

    package init(dialect: ProviderType, status: Int, message: String, code: ErrorCode? = nil) {
        self.dialect = dialect
        self.status = status
        self.message = message
        self.code = code
    }

    /// The dialect's name for this kind of error.
    package var type: String {
        switch (dialect, status) {
        case (.openai, 401): "invalid_request_error"
        case (.openai, 402): "insufficient_quota"
        case (.openai, 403): "permission_error"
        case (.openai, 429): "rate_limit_exceeded"
        case (.openai, 500...): "server_error"
        case (.openai, _): "invalid_request_error"
        case (.anthropic, 401): "authentication_error"
        case (.anthropic, 402): "billing_error"
        case (.anthropic, 403): "permission_error"
        case (.anthropic, 404): "not_found_error"
        case (.anthropic, 408), (.anthropic, 504): "timeout_error"
        case (.anthropic, 413): "request_too_large"
        case (.anthropic, 429): "rate_limit_error"
        case (.anthropic, 503), (.anthropic, 529): "overloaded_error"
        case (.anthropic, 500...): "api_error"
        case (.anthropic, _): "invalid_request_error"
        }
    }

    /// The JSON.
    package var json: String {
        let text = JSONText.quoted(message)
        switch dialect {
        case .openai:
            let openAICode = status == 401 ? #""invalid_api_key""# : code.map { JSONText.quoted($0.rawValue) } ?? "null"
            return #"{"error":{"message":\#(text),"type":"\#(type)","param":null,"code":\#(openAICode)}}"#
        case .anthropic:
            let details = code.map { #","details":{"error_code":\#(JSONText.quoted($0.rawValue))}"# } ?? ""
            return #"{"type":"error","error":{"type":"\#(type)","message":\#(text)\#(details)}}"#
        }
    }

    /// The same as the event of a stream that has begun.
    package var event: String {
        dialect == .openai ? "data: \(json)\n\n" : "event: error\ndata: \(json)\n\n"
    }
}
