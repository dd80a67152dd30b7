// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What the vault may say. `description` and `publicMessage` are safe to show a stranger; which check failed is in
/// `code`, for audit and metrics only.
package struct VaultError: PresentableError, CustomStringConvertible, CustomDebugStringConvertible {
    /// Which check failed. The raw values are what the audit's details hold.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        // What a caller typed.
        case invalidProviderKey = "invalid_provider_key"
        case invalidPassword = "invalid_password"
        // A record that does not open.
        case malformedRecord = "format"
        case unknownSuite = "unknown_suite"
        case commitmentMismatch = "commitment"
        case tagMismatch = "tag"
        case badPadding = "padding"
        /// An encryption context that can't be serialized.
        case invalidContext = "context"
        case secretTooLong = "secret_too_long"
        /// What was sealed did not open again to the same bytes; nothing may be stored.
        case selfCheckFailed = "self_check"
        // The key service.
        case keyServiceUnreachable = "key_service_unreachable"
        /// It answered that there were too many calls.
        case keyServiceThrottled = "key_service_throttled"
        /// There are no credentials for it, or it does not take them.
        case keyServiceCredentials = "key_service_credentials"
        /// The credentials lack a permission; `cause` names the operation.
        case keyServiceDenied = "key_service_denied"
        /// The master key is disabled, to be deleted, or gone.
        case keyServiceKeyUnusable = "key_service_key_unusable"
        /// It is set up in a way that can't work; `cause` says why.
        case keyServiceMisconfigured = "key_service_misconfigured"
        /// Its reply is not what a key service says; nothing of it was used.
        case keyServiceMisbehaved = "key_service_misbehaved"
        /// It answered, and refused: another context, an altered data key, another service's.
        case keyServiceRefused = "key_service_refused"
        /// The data key was wrapped under another master key.
        case wrongMasterKey = "wrong_master_key"
        /// The master key's file can't be used; `cause` says why.
        case masterKeyUnusable = "master_key_unusable"
        case masterKeyMissing = "master_key_missing"
        case unsupportedByKeyService = "unsupported_by_key_service"
        // Around an opening.
        case credentialMissing = "credential_missing"
        case auditUnavailable = "audit_unavailable"
        /// The outward form of every failed opening.
        case credentialUnavailable = "credential_unavailable"
        /// More are waiting than will be served in time.
        case overloaded = "overloaded"
    }

    package let code: Code
    /// A sentence of our own that is safe to show; `nil` stands for the code's own.
    private let message: String?
    /// For logs, audit and debuggers; never anything secret.
    package let cause: String?

    package init(_ code: Code, message: String? = nil, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var errorCode: ErrorCode {
        switch code {
        case .invalidProviderKey, .invalidPassword: .invalidRequest
        case .keyServiceUnreachable, .keyServiceThrottled, .keyServiceCredentials, .keyServiceDenied,
            .keyServiceKeyUnusable, .keyServiceMisconfigured, .keyServiceMisbehaved, .masterKeyUnusable,
            .masterKeyMissing, .wrongMasterKey:
            .keyServiceUnavailable
        case .overloaded: .rateLimitExceeded
        default: .credentialUnavailable
        }
    }

    package var publicMessage: String {
        if let message { return message }
        return switch code {
        case .invalidProviderKey: "This does not look like an API key."
        case .invalidPassword: "A password has 8 to 256 characters."
        case .keyServiceUnreachable: "The key service can't be reached right now."
        case .keyServiceThrottled: "The key service has too much to do right now."
        case .keyServiceCredentials: "The key service does not take this server's credentials."
        case .keyServiceDenied: "The key service refuses this server a permission."
        case .keyServiceKeyUnusable: "The key service's key can't be used: it is disabled or gone."
        case .keyServiceMisconfigured: "The key service is not set up in a way that works."
        case .keyServiceMisbehaved: "The key service gave an answer that can't be trusted."
        case .masterKeyUnusable, .masterKeyMissing, .wrongMasterKey: "The master key can't be used."
        case .overloaded: "Too many sign-ins at once. Try again in a few seconds."
        default: "The credential can't be used right now."
        }
    }

    package var details: [String: JSONValue] {
        switch code {
        case .invalidProviderKey: ["field": "api_key"]
        case .invalidPassword: ["field": "password"]
        default: [:]
        }
    }

    package var description: String { publicMessage }
    package var debugDescription: String { "VaultError(\(code.rawValue), cause: \(cause ?? "none"))" }
}
