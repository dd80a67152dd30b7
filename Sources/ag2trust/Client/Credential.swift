// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What a request is authenticated with. It goes into a header of its own and nowhere else.
enum Credential: Sendable {
    /// An API key (`cust_…`).
    case apiKey(String)
    /// The token of a saved session.
    case session(String)

    var header: (name: String, value: String) {
        switch self {
        case .apiKey(let key): ("X-API-Key", key)
        case .session(let token): ("Authorization", "Bearer \(token)")
        }
    }

    /// The API key in `AG2TRUST_API_KEY`, else the session that was saved for the server, else nothing.
    static func find(for address: ServerAddress, environment: [String: String]) throws -> Credential? {
        if let key = environment["AG2TRUST_API_KEY"]?.trimmingCharacters(in: .whitespacesAndNewlines), !key.isEmpty {
            guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
                throw CommandError(.usage, "AG2TRUST_API_KEY has characters that a key can't have.")
            }
            return key.hasPrefix("cust_") ? .apiKey(key) : .session(key)
        }
        return try SessionFile(environment: environment).session(for: address).map { .session($0.token) }
    }
}
