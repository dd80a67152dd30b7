// SPDX-License-Identifier: Apache-2.0

/// A stable error code of the JSON API. Its HTTP status is known to `TrustWeb` and the gateway's error writer only.
package struct ErrorCode: RawRepresentable, Hashable, Sendable, Codable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    // What the caller sent.
    package static let invalidRequest = ErrorCode(rawValue: "INVALID_REQUEST")
    package static let messageTooLong = ErrorCode(rawValue: "MESSAGE_TOO_LONG")
    // Who the caller is and may.
    package static let unauthenticated = ErrorCode(rawValue: "UNAUTHENTICATED")
    package static let invalidAPIKey = ErrorCode(rawValue: "INVALID_API_KEY")
    package static let invalidCredentials = ErrorCode(rawValue: "INVALID_CREDENTIALS")
    package static let forbidden = ErrorCode(rawValue: "FORBIDDEN")
    package static let setupRequired = ErrorCode(rawValue: "SETUP_REQUIRED")
    package static let alreadySetUp = ErrorCode(rawValue: "ALREADY_SET_UP")
    package static let deliveryNotAllowed = ErrorCode(rawValue: "DELIVERY_NOT_ALLOWED")
    // What is not there, or in the way.
    package static let notFound = ErrorCode(rawValue: "NOT_FOUND")
    package static let agentNotFound = ErrorCode(rawValue: "AGENT_NOT_FOUND")
    package static let endpointNotFound = ErrorCode(rawValue: "ENDPOINT_NOT_FOUND")
    package static let nameTaken = ErrorCode(rawValue: "NAME_TAKEN")
    package static let providerInUse = ErrorCode(rawValue: "PROVIDER_IN_USE")
    package static let agentTypeInUse = ErrorCode(rawValue: "AGENT_TYPE_IN_USE")
    package static let lastOwner = ErrorCode(rawValue: "LAST_OWNER")
    package static let agentBusy = ErrorCode(rawValue: "AGENT_BUSY")
    package static let preconditionFailed = ErrorCode(rawValue: "PRECONDITION_FAILED")
    package static let agentNotRunning = ErrorCode(rawValue: "AGENT_NOT_RUNNING")
    // A repeated request.
    package static let idempotencyKeyReused = ErrorCode(rawValue: "IDEMPOTENCY_KEY_REUSED")
    package static let requestInProgress = ErrorCode(rawValue: "REQUEST_IN_PROGRESS")
    package static let alreadyAnswered = ErrorCode(rawValue: "ALREADY_ANSWERED")
    package static let outcomeUnknown = ErrorCode(rawValue: "OUTCOME_UNKNOWN")
    // Webhooks.
    package static let webhookNotSet = ErrorCode(rawValue: "WEBHOOK_NOT_SET")
    package static let webhookURLNotAllowed = ErrorCode(rawValue: "WEBHOOK_URL_NOT_ALLOWED")
    // Limits.
    package static let rateLimitExceeded = ErrorCode(rawValue: "RATE_LIMIT_EXCEEDED")
    package static let budgetExceeded = ErrorCode(rawValue: "BUDGET_EXCEEDED")
    package static let budgetUnavailable = ErrorCode(rawValue: "BUDGET_UNAVAILABLE")
    // The provider's side, when a key is tried.
    package static let providerKeyInvalid = ErrorCode(rawValue: "PROVIDER_KEY_INVALID")
    package static let providerUnreachable = ErrorCode(rawValue: "PROVIDER_UNREACHABLE")
    package static let providerFailed = ErrorCode(rawValue: "PROVIDER_FAILED")
    package static let baseURLNotAllowed = ErrorCode(rawValue: "BASE_URL_NOT_ALLOWED")
    // Ours.
    package static let noAgentAvailable = ErrorCode(rawValue: "NO_AGENT_AVAILABLE")
    package static let agentFailed = ErrorCode(rawValue: "AGENT_FAILED")
    package static let agentTimeout = ErrorCode(rawValue: "AGENT_TIMEOUT")
    package static let keyServiceUnavailable = ErrorCode(rawValue: "KEY_SERVICE_UNAVAILABLE")
    package static let credentialUnavailable = ErrorCode(rawValue: "CREDENTIAL_UNAVAILABLE")
    package static let storeUnavailable = ErrorCode(rawValue: "STORE_UNAVAILABLE")
    package static let internalError = ErrorCode(rawValue: "INTERNAL_ERROR")
}

/// An error that says how it looks to a caller. Everything in it is safe to show a stranger.
package protocol PresentableError: Error {
    var errorCode: ErrorCode { get }
    /// One sentence, safe to show.
    var publicMessage: String { get }
    /// Facts a program may act on, such as the field at fault.
    var details: [String: JSONValue] { get }
}

extension PresentableError {
    package var details: [String: JSONValue] { [:] }
}
