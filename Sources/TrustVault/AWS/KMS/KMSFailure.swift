// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore
import TrustOutbound

/// Why a call to KMS came to nothing, and what can be done about it.
struct KMSFailure: Error, Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// Its fault, or the network's: another try may help.
        case transient
        /// Too many calls: another try later may help.
        case throttled
        /// It does not know the credentials, or they have ended.
        case credentials
        /// The signature does not fit; where its clock differs from ours, that is why.
        case signature
        /// The key is disabled, to be deleted, or not there.
        case state
        /// The wrapped key is not what was wrapped, or its context is another one.
        case integrity
        /// The credentials may not do this.
        case denied
        /// The call itself is wrong, or the key is of another kind.
        case usage
        /// The reply is not what a key service would say.
        case misbehaved
        /// Not tried: too many calls wait, or the service has failed too often just now.
        case notTried
    }

    var kind: Kind
    /// The service's own name for it, or ours; letters and digits only.
    var name: String
    var operation: KMSOperation
    /// How long it asks to wait.
    var retryAfter: Duration?
    /// Its clock, in seconds since 1970.
    var serverTime: Int64?

    init(
        _ kind: Kind, _ name: String, _ operation: KMSOperation, retryAfter: Duration? = nil, serverTime: Int64? = nil
    ) {
        self.kind = kind
        self.name = name
        self.operation = operation
        self.retryAfter = retryAfter
        self.serverTime = serverTime
    }

    /// Reads an error reply, which may also come from something in between: JSON, XML, HTML or nothing.
    init(_ response: OutboundResponse, _ operation: KMSOperation) {
        let named = response.header("x-amzn-errortype") ?? Self.code(in: response.body)
        let name = named.map(Self.stripped) ?? ""
        self.init(
            Self.kinds[name] ?? Self.kind(ofStatus: response.status), name.isEmpty ? "HTTP\(response.status)" : name,
            operation, retryAfter: response.header("x-amz-retry-after").flatMap(Int64.init).flatMap(Self.bounded),
            serverTime: response.header("date").flatMap(AWSTime.parse(httpDate:)))
    }

    /// In milliseconds, as the header has them.
    private static func bounded(_ milliseconds: Int64) -> Duration? {
        milliseconds >= 0 ? .milliseconds(min(milliseconds, 5000)) : nil
    }

    private static func code(in body: [UInt8]) -> String? {
        struct Body: Decodable {
            var type: String?
            enum CodingKeys: String, CodingKey { case type = "__type" }
        }
        if let type = (try? JSONDecoder().decode(Body.self, from: Data(body)))?.type { return type }
        return WebIdentityCredentials.element("Code", of: String(decoding: body.prefix(4096), as: UTF8.self))
    }

    /// `namespace#Name` and `Name:http://…` are `Name`.
    private static func stripped(_ text: String) -> String {
        let tail = text.split(separator: "#").last ?? ""
        let name = tail.split(separator: ":").first ?? ""
        let isName = name.utf8.count <= 64 && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return isName ? String(name) : ""
    }

    private static func kind(ofStatus status: Int) -> Kind {
        switch status {
        case 429: .throttled
        case 500, 502, 503, 504: .transient
        case 401, 403: .denied
        case 300..<400: .misbehaved
        default: .usage
        }
    }

    private static let kinds: [String: Kind] = {
        let table: [Kind: [String]] = [
            .transient: [
                "KMSInternalException", "DependencyTimeoutException", "KeyUnavailableException", "RequestTimeout",
                "RequestTimeoutException", "InternalFailure", "InternalServerError", "ServiceUnavailable",
                "ServiceUnavailableException",
            ],
            .throttled: [
                "ThrottlingException", "Throttling", "ThrottledException", "RequestThrottledException",
                "TooManyRequestsException", "RequestLimitExceeded", "SlowDown", "LimitExceededException",
            ],
            .credentials: [
                "ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException", "InvalidClientTokenId",
                "MissingAuthenticationToken", "MissingAuthenticationTokenException", "IncompleteSignature",
                "IncompleteSignatureException",
            ],
            .signature: [
                "InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed", "RequestExpired",
            ],
            .state: ["DisabledException", "KMSInvalidStateException", "NotFoundException"],
            .integrity: ["InvalidCiphertextException", "IncorrectKeyException"],
            .denied: ["AccessDeniedException", "AccessDenied", "OptInRequired"],
            .usage: [
                "InvalidKeyUsageException", "InvalidGrantTokenException", "ValidationException",
                "UnsupportedOperationException", "DryRunOperationException", "InvalidArnException",
            ],
        ]
        return Dictionary(
            table.flatMap { kind, names in names.map { ($0, kind) } }, uniquingKeysWith: { first, _ in first })
    }()

    /// What the vault says of it.
    var vaultError: VaultError {
        let code: VaultError.Code =
            switch kind {
            case .transient, .notTried: .keyServiceUnreachable
            case .throttled: .keyServiceThrottled
            case .credentials, .signature: .keyServiceCredentials
            case .state: .keyServiceKeyUnusable
            case .integrity: .keyServiceRefused
            case .denied: .keyServiceDenied
            case .usage: .keyServiceMisconfigured
            case .misbehaved: .keyServiceMisbehaved
            }
        return VaultError(code, cause: "\(operation.rawValue): \(name)")
    }
}
