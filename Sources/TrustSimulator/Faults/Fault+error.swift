// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Fault {
    /// The provider's refusal, where the fault is one.
    func refusal(in dialect: ProviderType, model: String) -> WireError? {
        switch self {
        case .unauthorized: .wrongKey(in: dialect)
        case .rateLimited:
            dialect == .openai
                ? WireError(
                    status: 429, type: "requests", code: "rate_limit_exceeded", message: "Rate limit reached.")
                : WireError(status: 429, type: "rate_limit_error", message: "Rate limit reached.")
        case .serverError:
            WireError(
                status: 500, type: dialect == .openai ? "server_error" : "api_error",
                message: "The server had an error.")
        case .overloaded:
            // OpenAI has no 529; it says the same with 503.
            dialect == .openai
                ? WireError(
                    status: 503, type: "service_unavailable_error", code: "server_is_overloaded",
                    message: "The server is overloaded.")
                : WireError(status: 529, type: "overloaded_error", message: "Overloaded.")
        case .insufficientQuota:
            dialect == .openai
                ? WireError(
                    status: 429, type: "insufficient_quota", code: "insufficient_quota",
                    message: "You exceeded your current quota.")
                : WireError(status: 402, type: "billing_error", message: "The credit balance is too low.")
        case .modelNotFound:
            dialect == .openai
                ? WireError(
                    status: 404, type: "invalid_request_error", code: "model_not_found",
                    message: "The model does not exist or you do not have access to it.")
                : WireError(status: 404, type: "not_found_error", message: "model: not found")
        case .slowFirstByte, .stall, .cut, .noUsage: nil
        }
    }

    /// The `retry-after` that goes with the refusal, in seconds.
    var retryAfter: Int? {
        guard case .rateLimited(let seconds) = self else { return nil }
        return seconds
    }
}

extension WireError {
    /// A wrong key's answer. It repeats nothing of the key.
    static func wrongKey(in dialect: ProviderType) -> WireError {
        dialect == .openai
            ? WireError(
                status: 401, type: "invalid_request_error", code: "invalid_api_key",
                message: "Incorrect API key provided.")
            : WireError(status: 401, type: "authentication_error", message: "invalid x-api-key")
    }
}
