// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

/// How a request says who it is from: one way, in a header, never in the address.
enum Carrier: Sendable, Hashable {
    case cookie, bearer, apiKeyHeader
}

/// The one credential of a request.
struct Credential: ~Copyable {
    let carrier: Carrier
    let token: SecretBytes

    /// - Returns: `nil` where the request has none.
    /// - Throws: `INVALID_REQUEST` where it has more than one, `UNAUTHENTICATED` for another scheme than Bearer.
    static func find(in request: Request, cookie: SessionCookie) throws -> Credential? {
        let cookies = cookie.values(in: request)
        let authorizations = request.headers[values: .authorization]
        let apiKeys = request.headers[values: .apiKey]
        guard cookies.count + authorizations.count + apiKeys.count <= 1 else {
            throw ControlError(.invalidRequest, "The request carries more than one credential.")
        }
        if let value = cookies.first { return Credential(carrier: .cookie, value: value) }
        if let value = apiKeys.first { return Credential(carrier: .apiKeyHeader, value: value[...]) }
        guard let value = authorizations.first else { return nil }
        guard value.prefix(7).lowercased() == "bearer " else {
            throw ControlError(.unauthenticated, "Only the scheme Bearer is understood.")
        }
        return Credential(carrier: .bearer, value: value.dropFirst(7))
    }

    private init(carrier: Carrier, value: Substring) {
        self.carrier = carrier
        token = SecretBytes(copying: value.utf8)
    }

    /// Whether it is written like an API key.
    var isAPIKey: Bool {
        carrier != .cookie && token.withBytes { $0.starts(with: "cust_".utf8) }
    }
}

extension HTTPFields.Element.Name {
    /// The customer API's header.
    static let apiKey = name("X-API-Key")
    static let csrfToken = name("X-CSRF-Token")
    static let requestID = name("X-Request-ID")

    /// A name written in this program.
    static func name(_ text: String) -> HTTPFields.Element.Name {
        guard let name = HTTPFields.Element.Name(text) else { preconditionFailure("\(text) is no header name") }
        return name
    }
}
