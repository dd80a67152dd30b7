// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Settings > Audit.
struct AuditPage {
    struct Row {
        var time: Moment
        var actor: Named
        var action: String
        var actionHref: String
        var subject: Named
        var outcome: StatusLabel
        var details: String?
    }
    /// A thing by its name, with what leads to it.
    struct Named {
        var name: String
        /// Its page, where it still has one.
        var href: String?
        /// What tells which one it is, where it has no name any more.
        var exact: String
        /// All of the log that is about it.
        var filter: String
    }

    var rows: [Row]
    var isEmpty: Bool
    var isFiltered: Bool
    var actors: [Option]
    var actions: [Option]
    var from: Field
    var to: Field
    var subject: Field
    /// What comes before the last row; `nil` at the beginning of the log.
    var older: String?
    /// The first page, from a later one.
    var newest: String?
    var exportCSV: String
    var exportJSON: String

    init(
        _ operations: [AuditedOperation], hasMore: Bool, filter: AuditAddress, names: [String: String],
        errors: [String: String] = [:]
    ) {
        rows = operations.map { Row($0, names: names) }
        isEmpty = rows.isEmpty
        isFiltered = filter.isFiltered
        actors = Self.actors(chosen: filter.actor, names: names)
        actions = Self.actions(chosen: filter.action)
        from = Field(
            id: "audit-from", name: "from", label: "From", type: "date", value: filter.from, required: false,
            error: errors["from"])
        from.note = nil
        to = Field(
            id: "audit-to", name: "to", label: "Before", type: "date", value: filter.to, required: false,
            error: errors["to"])
        to.note = nil
        subject = Field(
            id: "audit-subject", name: "subject", label: "Subject", value: filter.subject,
            placeholder: "provider:01a2…", required: false, mono: true, error: errors["subject"])
        subject.note = nil
        older = hasMore ? operations.last.map { filter.address(before: $0.sequence) } : nil
        newest = filter.before == nil ? nil : filter.address()
        exportCSV = filter.export("csv")
        exportJSON = filter.export("json")
    }

    private static func actors(chosen: String, names: [String: String]) -> [Option] {
        var options = [
            ("", "Anyone"), ("user", "People"), ("api_key", "API keys"), ("agent", "Agents"),
            ("system", "The program itself"),
        ]
        options += names.filter { $0.key.hasPrefix("user:") || $0.key.hasPrefix("api_key:") }
            .sorted { $0.value < $1.value }.map { ($0.key, $0.value) }
        return select(options, chosen)
    }

    private static func actions(chosen: String) -> [Option] {
        select(
            [
                ("", "Everything"), ("credential", "Keys opened"), ("provider", "Providers"),
                ("agent_type", "Agent types"), ("agent", "Agents"), ("api_key", "API keys"), ("user", "Users"),
                ("invitation", "Invitations"), ("session", "Sign-ins"), ("setup", "Setup"), ("audit", "This log"),
            ], chosen)
    }

    /// What the address names stays chosen, also where the list does not have it.
    private static func select(_ options: [(String, String)], _ chosen: String) -> [Option] {
        let all = options.contains { $0.0 == chosen } ? options : options + [(chosen, chosen)]
        return all.map { Option(value: $0.0, label: $0.1, selected: $0.0 == chosen) }
    }
}

extension AuditPage.Row {
    init(_ operation: AuditedOperation, names: [String: String]) {
        time = .absolute(operation.startedAt)
        action = operation.action
        actionHref = AuditAddress(action: operation.action).address()
        actor = AuditPage.Named(
            operation.actor.description, names: names,
            filter: AuditAddress(actor: operation.actor.description).address())
        subject = AuditPage.Named(
            operation.subject, names: names, filter: AuditAddress(subject: operation.subject).address())
        outcome =
            switch operation.outcome {
            case .succeeded: StatusLabel(.good, "succeeded")
            case .failed: StatusLabel(.bad, "failed")
            case .refused: StatusLabel(.warn, "refused")
            case .intended: StatusLabel(.info, icon: "unknown", "no outcome")
            }
        let facts = operation.details.sorted { $0.key < $1.key }.map { name, value in
            "\(name.replacing("_", with: " ")) \(names["\(name):\(value)"] ?? value)"
        }
        details = facts.isEmpty ? nil : facts.joined(separator: ", ")
    }
}

extension AuditPage.Named {
    /// `reference` as it is stored: `agent:<id>`.
    init(_ reference: String, names: [String: String], filter: String) {
        let parts = reference.split(separator: ":", maxSplits: 1).map(String.init)
        let (kind, id) = (parts.first ?? reference, parts.count > 1 ? parts[1] : "")
        let word = kind == "system" ? "the program" : kind.replacing("_", with: " ")
        exact = reference
        self.filter = filter
        if let known = names[reference] {
            name = known
            href = Self.page(of: kind, id)
        } else {
            name = kind == "system" ? "\(word) (\(id))" : "\(word) …\(id.suffix(6))"
        }
    }

    private static func page(of kind: String, _ id: String) -> String? {
        switch kind {
        case "provider": "/settings/providers/\(id)"
        case "agent": "/agents/\(id)"
        case "agent_type": "/agent-types/\(id)"
        case "user": "/settings/users"
        default: nil
        }
    }
}
