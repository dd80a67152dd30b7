// SPDX-License-Identifier: Apache-2.0
import TrustControl
import TrustCore

/// The rows of the agents' table, which refresh themselves.
struct AgentRows {
    struct Row {
        var href: String
        var name: String
        var type: Link
        var model: String
        var status: StatusLabel
        var tokens: Figure
        var cost: Figure
        var actions: [AgentAction]

        init(_ agent: Agent, type agentType: AgentType?, statistics: AgentStatistics, now: Timestamp) {
            href = agent.href
            name = agent.name
            type = agentType.map { Link(href: $0.href, label: $0.name) } ?? Link(href: "/agent-types", label: "–")
            model = agentType?.model ?? "–"
            status = agent.label(now: now)
            tokens = .tokens(statistics.usage.total)
            cost = .cost(of: statistics)
            actions = agent.actions(agentType?.runtime)
        }
    }
    var rows: [Row]
    /// Seconds to the next refresh.
    var interval: Int
}

/// Agents.
struct AgentsPage {
    var rows: [AgentRows.Row]
    var interval: Int
    var isEmpty: Bool
    var hasTypes: Bool

    init(_ table: AgentRows, hasTypes: Bool) {
        rows = table.rows
        interval = table.interval
        isEmpty = table.rows.isEmpty
        self.hasTypes = hasTypes
    }
}

/// Agents > Create agent.
struct NewAgentPage {
    var banner: Banner?
    var types: [Option]
    var hasTypes: Bool
    var name: Field
    var start: Bool

    init(
        types: [AgentType], selected: String? = nil, name: String = "", start: Bool = true, banner: Banner? = nil,
        errors: [String: String] = [:]
    ) {
        self.banner = banner
        self.types = types.map {
            Option(value: $0.id.description, label: $0.name, selected: $0.id.description == selected)
        }
        hasTypes = !types.isEmpty
        self.name = Field(
            id: "agent-name", name: "name", label: "Name", value: name, placeholder: "support-1",
            hint: "Unique in your organization.", focused: true, error: errors["name"])
        self.start = start
    }
}

/// Agents > an agent that runs elsewhere > Start: the terms of its token.
struct StartElsewherePage {
    struct Addresses {
        var value: String
        var error: String?
        var describedBy: String
    }
    var name: String
    var href: String
    var action: String
    var verb: String
    var consequence: String?
    var banner: Banner?
    var lifetimes: [Option]
    var lifetimeError: String?
    var addresses: Addresses

    init(
        _ agent: Agent, _ change: AgentChange, lifetime: String = "7776000", addresses: String = "",
        banner: Banner? = nil, errors: [String: String] = [:]
    ) {
        name = agent.name
        href = agent.href
        action = "\(agent.href)/\(change.rawValue)"
        verb = change == .restart ? "Restart" : "Start"
        consequence = change == .restart ? "The token that it has now ends at once." : nil
        self.banner = banner
        lifetimes = Self.lifetimes.map {
            Option(value: $0.seconds, label: $0.label, selected: $0.seconds == lifetime)
        }
        lifetimeError = errors["expires_in"]
        let error = errors["allowed_addresses"]
        self.addresses = Addresses(
            value: addresses, error: error,
            describedBy: error == nil ? "start-addresses-hint" : "start-addresses-error start-addresses-hint")
    }

    private static let lifetimes: [(seconds: String, label: String)] = [
        ("3600", "1 hour"), ("86400", "1 day"), ("604800", "7 days"), ("2592000", "30 days"), ("7776000", "90 days"),
        ("31622400", "366 days"),
    ]
}

/// What an agent that runs elsewhere is to be run with, once.
struct AgentStartedPage {
    var name: String
    var href: String
    /// For a shell.
    var lines: [String]

    init(_ agent: Agent, _ access: ExternalAccess) {
        name = agent.name
        href = agent.href
        lines = [
            "export \(access.baseURLVariable)=\(access.baseURL)", "export \(access.keyVariable)=\(access.token)",
        ]
    }
}
