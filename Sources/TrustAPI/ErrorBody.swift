// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The one shape of every error of the JSON API.
package struct ErrorBody: Codable, Sendable, Hashable {
    /// One sentence for people.
    package var error: String
    package var errorCode: ErrorCode
    package var details: [String: JSONValue]

    package init(error: String, errorCode: ErrorCode, details: [String: JSONValue] = [:]) {
        self.error = error
        self.errorCode = errorCode
        self.details = details
    }

    package enum CodingKeys: String, CodingKey {
        case error, details
        case errorCode = "error_code"
    }
}
