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

    private func path(_ path: String, _ more: [(String, String)]) -> String {
        let filter = [("actor", actor), ("action", action), ("subject", subject), ("from", from), ("to", to)]
        let query = filter.filter { !$0.1.isEmpty } + more
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e, 0x3a: String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
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
