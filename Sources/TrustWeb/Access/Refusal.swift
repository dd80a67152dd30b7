// SPDX-License-Identifier: Apache-2.0
package import Hummingbird
import Logging
import TrustControl
package import TrustCore

/// An error as it will be shown: the one place that knows which HTTP status belongs to which code.
package struct Refusal: Sendable, Hashable, Error {
    package let status: HTTPResponse.Status
    package let code: ErrorCode
    package let message: String
    package let details: [String: JSONValue]
    /// Such as `Allow`, `Retry-After`.
    var headers: [String: String] = [:]

    package init(
        _ status: HTTPResponse.Status, _ code: ErrorCode, _ message: String, details: [String: JSONValue] = [:]
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.details = details
    }

    /// What an error looks like from outside; what can't be shown becomes `INTERNAL_ERROR`, logged by its type only,
    /// since a description may hold what came in.
    init(_ error: any Error, logger: Logger) {
        if let refusal = error as? Refusal {
            self = refusal
        } else if let error = error as? any PresentableError {
            self.init(
                Self.status(of: error.errorCode), error.errorCode, error.publicMessage, details: error.details)
            if case .integer(let seconds) = details["retry_after"] { headers["Retry-After"] = String(seconds) }
            if status.code >= 500 {
                logger.error(
                    "request failed",
                    metadata: ["error.code": "\(code.rawValue)", "error.type": "\(type(of: error))"])
            }
        } else if let error = error as? HTTPError {
            switch error.status {
            case .notFound: self.init(.notFound, .notFound, "There is nothing at this path.")
            case .contentTooLarge: self = .tooLarge
            default: self.init(error.status, .invalidRequest, "The request can't be taken.")
            }
        } else {
            logger.error("request failed", metadata: ["error.type": "\(type(of: error))"])
            self.init(.internalServerError, .internalError, "Something went wrong here.")
        }
    }

    static let tooLarge = Refusal(.contentTooLarge, .invalidRequest, "The body is longer than 1 MiB.")

    static func status(of code: ErrorCode) -> HTTPResponse.Status { statuses[code] ?? .internalServerError }

    static let statuses: [ErrorCode: HTTPResponse.Status] = [
        .invalidRequest: .badRequest,
        .messageTooLong: .badRequest,
        .agentNotRunning: .badRequest,
        .unauthenticated: .unauthorized,
        .invalidAPIKey: .unauthorized,
        .invalidCredentials: .unauthorized,
        .budgetExceeded: HTTPResponse.Status(code: 402, reasonPhrase: "Payment Required"),
        .forbidden: .forbidden,
        .setupRequired: .forbidden,
        .deliveryNotAllowed: .forbidden,
        .notFound: .notFound,
        .agentNotFound: .notFound,
        .endpointNotFound: .notFound,
        .alreadySetUp: .conflict,
        .nameTaken: .conflict,
        .providerInUse: .conflict,
        .agentTypeInUse: .conflict,
        .lastOwner: .conflict,
        .agentBusy: .conflict,
        .idempotencyKeyReused: .unprocessableContent,
        .requestInProgress: .conflict,
        .alreadyAnswered: .conflict,
        .outcomeUnknown: .conflict,
        .webhookNotSet: .conflict,
        .webhookURLNotAllowed: .unprocessableContent,
        .preconditionFailed: .preconditionFailed,
        .providerKeyInvalid: .unprocessableContent,
        .baseURLNotAllowed: .unprocessableContent,
        .rateLimitExceeded: .tooManyRequests,
        .agentFailed: .badGateway,
        .providerFailed: .badGateway,
        .providerUnreachable: .badGateway,
        .budgetUnavailable: .serviceUnavailable,
        .noAgentAvailable: .serviceUnavailable,
        .keyServiceUnavailable: .serviceUnavailable,
        .credentialUnavailable: .serviceUnavailable,
        .storeUnavailable: .serviceUnavailable,
        .agentTimeout: .gatewayTimeout,
        .internalError: .internalServerError,
    ]
}
