// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Why a call to another host came to nothing. Nothing in it is secret: addresses appear without their query.
package struct OutboundError: PresentableError, CustomStringConvertible, CustomDebugStringConvertible {
    /// What went wrong.
    package enum Code: String, Sendable, Hashable {
        /// The text is not an address that can be called.
        case invalidURL
        /// An entry of an allow-list can't be read.
        case invalidHostEntry
        /// The host is not on the operator's allow-list.
        case hostNotAllowed
        /// The host is not on the internet, or is this server itself.
        case addressNotAllowed
        /// A header that does not go through, or a value that no header can have.
        case headerNotAllowed
        /// The body to send is too long.
        case requestTooLarge
        /// No connection: name not found, refused, or TLS failed.
        case unreachable
        /// The whole exchange did not end before its deadline.
        case timedOut
        /// The reply's body is longer than was asked for.
        case responseTooLarge
        /// The reply is not text.
        case unsupportedContent
        /// The credential can't stand in a header: empty, or not printable ASCII.
        case invalidCredential
    }

    package let code: Code
    /// Scheme, host, port and path of the address, without query; `nil` where the text was no address.
    package let address: String?
    /// For logs and debuggers only.
    package let cause: String?

    package init(_ code: Code, address: String? = nil, cause: String? = nil) {
        self.code = code
        self.address = address
        self.cause = cause
    }

    package var errorCode: ErrorCode {
        switch code {
        case .invalidURL, .invalidHostEntry, .invalidCredential, .headerNotAllowed, .requestTooLarge: .invalidRequest
        case .hostNotAllowed, .addressNotAllowed: .forbidden
        case .unreachable, .timedOut: .providerUnreachable
        case .responseTooLarge, .unsupportedContent: .providerFailed
        }
    }

    package var publicMessage: String {
        switch code {
        case .invalidURL: "This is not an http or https address that can be called."
        case .invalidHostEntry: "This is not a host, or a host and port."
        case .hostNotAllowed: "This host and port are not among those that may be called."
        case .addressNotAllowed: "This address is not one on the internet that may be called."
        case .headerNotAllowed:
            "Only these headers can be sent, each once: \(ToolHeaders.sent.sorted().joined(separator: ", "))."
        case .requestTooLarge: "The body to send is too long."
        case .unreachable: "The host can't be reached."
        case .timedOut: "The host did not answer in time."
        case .responseTooLarge: "The host's answer is too long."
        case .unsupportedContent: "The host's answer is not text."
        case .invalidCredential: "The credential can't be sent in a header."
        }
    }

    package var description: String { publicMessage }

    package var debugDescription: String {
        "OutboundError(\(code.rawValue), address: \(address ?? "none"), cause: \(cause ?? "none"))"
    }
}
