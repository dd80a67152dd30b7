// SPDX-License-Identifier: Apache-2.0

/// The methods that the JSON API knows.
enum APIMethod: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
}
