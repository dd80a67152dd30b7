// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// One call to another host, without its credential.
package struct OutboundRequest: Sendable {
    /// The methods that are needed.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    /// What becomes of a reply's body that is longer than `responseLimit`.
    package enum Overflow: Sendable {
        /// The call fails with `responseTooLarge`.
        case fail
        /// The first `responseLimit` bytes are given, and `isTruncated` says so.
        case truncate
    }

    package var method: Method
    package var endpoint: UpstreamEndpoint
    /// Follows the endpoint's prefix; begins with `/`, and may end in a query.
    package var path: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// For the whole exchange, from the name's look-up to the body's last byte.
    package var deadline: Duration
    /// The longest body that is taken, in bytes.
    package var responseLimit: Int
    package var overflow: Overflow

    package init(
        method: Method = .get, endpoint: UpstreamEndpoint, path: String, headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil, deadline: Duration = .seconds(10), responseLimit: Int = 1 << 20,
        overflow: Overflow = .fail
    ) {
        self.method = method
        self.endpoint = endpoint
        self.path = path
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.responseLimit = responseLimit
        self.overflow = overflow
    }

    /// The full address.
    var url: String { endpoint.origin + endpoint.pathPrefix + path }

    /// The address without its query: what errors and logs may show.
    package var address: String { endpoint.origin + endpoint.pathPrefix + path.prefix { $0 != "?" } }
}

/// A reply, whole.
package struct OutboundResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// The body was longer than the limit, and is cut.
    package var isTruncated: Bool

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8], isTruncated: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isTruncated = isTruncated
    }

    /// The first value of a header, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// How a credential stands in a request.
package enum CredentialScheme: Sendable, Hashable {
    /// `Authorization: Bearer …`, as OpenAI takes it.
    case bearer
    /// The bare value under a name, such as Anthropic's `x-api-key`.
    case header(String)

    var name: String {
        switch self {
        case .bearer: "authorization"
        case .header(let name): name
        }
    }

    var prefix: String { self == .bearer ? "Bearer " : "" }
}
