// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import TrustCore

/// The line above a list that narrows it to labels, several with commas between them; in the address.
struct LabelFilterBar {
    var path: String
    var text: String
    var isNarrowed: Bool
    /// Why what is in the address narrows nothing.
    var error: String?
    let selector: LabelSelector

    init(_ request: Request, path: String) {
        self.init(AgentsAddress(request.uri).label, path: path)
    }

    init(_ text: String = "", path: String) {
        self.path = path
        self.text = text
        isNarrowed = !text.isEmpty
        do {
            selector = try text.isEmpty ? LabelSelector() : LabelSelector(text)
        } catch {
            selector = LabelSelector()
            self.error = error.publicMessage
        }
    }
}
