// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Synchronization
import TrustCore

/// The contract of the JSON APIs, at the place where programs look for it.
final class ContractAPI: Sendable {
    private let cookie: SessionCookie
    private let entries = Mutex<[AccessRoutes.Entry]>([])

    init(cookie: SessionCookie) { self.cookie = cookie }

    /// Says what the document is made of; called once everything is registered.
    func fill(_ entries: [AccessRoutes.Entry]) { self.entries.withLock { $0 = entries } }

    func register(on routes: APIRoutes) {
        // It holds nothing that the source does not say.
        routes.get(
            "/openapi.json", requires: .open,
            APIOperation("Show this document", answers: .ok([String: JSONValue].self))
        ) { [self] _, _ in
            let entries = entries.withLock { $0 }
            return try JSONAnswer.make(ContractDocument.make(of: entries, cookie: cookie))
        }
    }
}
