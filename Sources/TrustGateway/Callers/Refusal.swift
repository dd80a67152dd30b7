// SPDX-License-Identifier: Apache-2.0
import NIOCore
import TrustCore
import TrustDialects

/// A request that the gateway answers with an error by itself. This and `TrustWeb` are where codes meet HTTP statuses.
struct Refusal: Error, Sendable {
    var status: Int
    var code: ErrorCode
    /// One sentence, safe to show.
    var message: String
    /// `Retry-After`, in seconds.
    var retryAfter: Int64?
    /// Whether the official clients should leave it at that, instead of trying again.
    var isFinal = false
    /// Facts of the agent channel's errors.
    var details: [(String, JSONValue)] = []

    init(
        _ status: Int, _ code: ErrorCode, _ message: String, retryAfter: Int64? = nil, isFinal: Bool = false,
        details: [(String, JSONValue)] = []
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.isFinal = isFinal
        self.details = details
    }

    /// Facts are numbers and names; anything else is not shown.
    private static func text(of fact: JSONValue) -> String {
        switch fact {
        case .integer(let number): "\(number)"
        case .string(let text): JSONText.quoted(text)
        default: "null"
        }
    }

    /// The JSON, in a dialect or in the gateway's own shape.
    func body(in dialect: ProviderType?) -> String {
        if let dialect { return ErrorBody(dialect: dialect, status: status, message: message, code: code).json }
        let facts = details.map { "\(JSONText.quoted($0.0)):\(Self.text(of: $0.1))" }.joined(separator: ",")
        let object = details.isEmpty ? "" : #","details":{\#(facts)}"#
        return #"{"error":\#(JSONText.quoted(message)),"error_code":\#(JSONText.quoted(code.rawValue))\#(object)}"#
    }

    static let unauthenticated = Refusal(
        401, .invalidAPIKey, "The key or token is not valid here.", isFinal: true)
    static let notFound = Refusal(404, .endpointNotFound, "There is nothing at this path.")
    static let wrongMethod = Refusal(405, .invalidRequest, "This path does not take this method.")
    static let badRequest = Refusal(400, .invalidRequest, "The request can't be read.")
    static let tooLarge = Refusal(413, .invalidRequest, "The body is too large.")
    static let tooSlow = Refusal(408, .invalidRequest, "The request took too long to come.")
    static let headersTooLarge = Refusal(431, .invalidRequest, "The header fields are too large.")
    static let notReady = Refusal(503, .storeUnavailable, "The gateway is starting.", retryAfter: 1)
    static let overloaded = Refusal(503, .internalError, "The gateway is too busy.", retryAfter: 1)
    static let spoolFull = Refusal(
        503, .storeUnavailable, "Usage can't be recorded right now, so no calls are taken.", retryAfter: 5)
    static let internalError = Refusal(500, .internalError, "Something went wrong.")

    /// Any error, as the agent channel shows it.
    init(_ error: any Error) {
        guard let error = error as? any PresentableError else {
            self = error as? Refusal ?? .internalError
            return
        }
        let status =
            switch error.errorCode {
            case .invalidRequest, .messageTooLong, .baseURLNotAllowed: 400
            case .forbidden: 403
            case .notFound, .agentNotFound, .endpointNotFound: 404
            case .agentBusy, .agentNotRunning: 409
            case .rateLimitExceeded: 429
            case .providerUnreachable, .providerFailed: 502
            case .storeUnavailable, .keyServiceUnavailable, .credentialUnavailable: 503
            case .agentTimeout: 504
            default: 500
            }
        self.init(status, error.errorCode, error.publicMessage)
    }

    /// A call that failed on its way.
    init(_ fault: CallStateMachine.Fault) {
        switch fault {
        case .credentialUnavailable:
            self.init(503, .credentialUnavailable, "The provider's key can't be opened right now.", retryAfter: 2)
        case .unreachable: self.init(502, .providerUnreachable, "The provider can't be reached.")
        case .brokenOff: self.init(502, .providerFailed, "The provider broke off.")
        case .timedOut: self.init(504, .providerFailed, "The provider did not answer in time.")
        case .busy:
            self.init(503, .providerUnreachable, "Too many calls to this provider are under way.", retryAfter: 1)
        }
    }
}
