// SPDX-License-Identifier: Apache-2.0
import TrustAPI
import TrustCore

/// A header that answers carry.
enum ContractHeader {
    static let requestID = "X-Request-ID"
    static let rateLimits = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]

    static let all: [String: Schema] = [
        requestID: header(.uuid, "Names the request in the server's log."),
        "X-RateLimit-Limit": header(.integer, "How many requests the window takes."),
        "X-RateLimit-Remaining": header(.integer, "How many are left of it."),
        "X-RateLimit-Reset": header(.integer, "When the next window begins, in seconds since 1970."),
        "Retry-After": header(.integer, "Seconds to wait."),
        "ETag": header(.text, "The version of what is shown: for `If-Match` and `If-None-Match`."),
        "Location": header(.text, "The path of what was made."),
    ]

    /// Headers by name, each a reference to the list above.
    static func references(_ names: [String]) -> JSONValue {
        .object(
            Dictionary(
                names.map { ($0, ["$ref": .string("#/components/headers/\($0)")]) }, uniquingKeysWith: { $1 }))
    }

    private static func header(_ schema: Schema, _ sentence: String) -> Schema {
        Schema(["description": .string(sentence), "schema": schema.json])
    }
}
