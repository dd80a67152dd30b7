// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

/// Which part of the log a page's address names: texts as they were typed.
struct AuditAddress: Equatable {
    var actor = ""
    var action = ""
    var subject = ""
    var from = ""
    var to = ""
    /// The sequence that the page ends before.
    var before: String?

    var isFiltered: Bool { [actor, action, subject, from, to].contains { !$0.isEmpty } }

    /// The page's own address.
    func address(before sequence: Int64? = nil) -> String {
        path("/settings/audit", sequence.map { [("before", String($0))] } ?? [])
    }

    /// The API's address of the same rows as a file.
    func export(_ format: String) -> String { path("/api/audit", [("export", format)]) }

    private func path(_ path: String, _ more: [(name: String, value: String)]) -> String {
        let filter: [(name: String, value: String)] = [
            ("actor", actor), ("action", action), ("subject", subject), ("from", from), ("to", to),
        ]
        return Address.make(path, filter.filter { !$0.value.isEmpty } + more, leavesColons: true)
    }
}

extension AuditAddress {
    init(_ request: Request) {
        func text(_ name: String) -> String {
            String(request.uri.queryParameters[name[...]].map(String.init)?.prefix(128) ?? "")
        }
        self.init(
            actor: text("actor"), action: text("action"), subject: text("subject"), from: text("from"),
            to: text("to"), before: request.uri.queryParameters["before"].map(String.init))
    }
}
