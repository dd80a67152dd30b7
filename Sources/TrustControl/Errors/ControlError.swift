// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Why a use case refused or failed. Everything in it but `cause` is safe to show a stranger.
package struct ControlError: PresentableError, CustomStringConvertible, CustomDebugStringConvertible {
    package let code: ErrorCode
    /// One sentence for people.
    package let message: String
    /// Facts a program may act on; `field` names the one at fault.
    package let details: [String: JSONValue]
    /// For logs and debuggers only.
    package let cause: String?

    package init(
        _ code: ErrorCode, _ message: String, details: [String: JSONValue] = [:], cause: String? = nil
    ) {
        self.code = code
        self.message = message
        self.details = details
        self.cause = cause
    }

    package var errorCode: ErrorCode { code }
    package var publicMessage: String { message }
    package var description: String { "\(code.rawValue): \(message)" }
    package var debugDescription: String { "\(description) (\(cause ?? "no cause"))" }

    /// The field at fault, where there is one.
    package var field: String? {
        guard case .string(let name) = details["field"] else { return nil }
        return name
    }
}

extension ControlError {
    /// A field's value can't be taken.
    package static func invalid(_ field: String, _ message: String) -> ControlError {
        ControlError(.invalidRequest, message, details: ["field": .string(field)])
    }

    /// The same words that a store uses, so that what belongs to somebody else looks like what does not exist.
    package static func notFound(_ thing: String) -> ControlError {
        ControlError(.notFound, StoreError(.notFound(thing)).publicMessage)
    }

    /// The caller's role does not reach so far.
    package static var forbidden: ControlError {
        ControlError(.forbidden, "Your role does not allow this.")
    }

    /// A limit refused: with the facts that the 429 answer carries.
    package static func limited(_ decision: LimitDecision, at moment: Timestamp) -> ControlError {
        ControlError(
            .rateLimitExceeded, "Rate limit exceeded",
            details: [
                "limit": .integer(decision.limit),
                "reset_at": .string(decision.resetsAt.rfc3339),
                "retry_after": .integer(decision.retryAfter(at: moment)),
            ])
    }
}
