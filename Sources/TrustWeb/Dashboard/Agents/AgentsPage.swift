// SPDX-License-Identifier: Apache-2.0

import TrustCore

/// Agents.
struct AgentsPage {
    struct PageLink {
        var href: String
        var label: String
    }
    /// Rows a page.
    static let size = 50

    var rows: [AgentRows.Row]
    var interval: Int
    var view: String
    /// Whether there is no agent at all.
    var isEmpty: Bool
    var hasTypes: Bool
    var isNarrowed: Bool
    var label: String
    var labelError: String?
    var knownLabels: [String]
    var types: [Option]
    var states: [Option]
    var groups: [Option]
    /// `51–100 of 312 agents`.
    var count: String
    /// What the check box for all of them says.
    var allWords: String
    var hasRows: Bool
    var previous: PageLink?
    var next: PageLink?

    init(_ table: AgentRows, list: AgentsList, hasTypes: Bool) {
        let address = list.address
        rows = table.rows
        interval = table.interval
        view = table.view
        isEmpty = list.all.isEmpty
        self.hasTypes = hasTypes
        isNarrowed = address.isNarrowed
        label = address.label
        labelError = list.error
        knownLabels = list.knownLabels
        types = list.types.map {
            Option(value: $0.id.description, label: $0.name, selected: $0.id.description == address.type)
        }
        states = Agent.State.allCases.map {
            Option(value: $0.rawValue, label: $0.rawValue, selected: $0.rawValue == address.state)
        }
        let keys = Set(
            Labels.customaryKeys + list.knownLabels.compactMap { $0.split(separator: ":").first.map(String.init) })
        groups = (["type"] + keys.sorted()).map { Option(value: $0, label: $0, selected: $0 == address.group) }
        hasRows = !table.rows.isEmpty
        count = list.count
        allWords = address.isNarrowed ? "Select all that are like this" : "Select all"
        if list.page > 1 { previous = PageLink(href: address.onPage(list.page - 1).path, label: "Previous") }
        if list.page < list.pages { next = PageLink(href: address.onPage(list.page + 1).path, label: "Next") }
    }
}

/// The agents that an address means, in the order in which they are shown.
struct AgentsList {
    var address: AgentsAddress
    /// All of the organization.
    var all: [Agent]
    var types: [AgentType]
    /// Those that are meant, by group and name.
    var meant: [Agent]
    var error: String?

    init(_ address: AgentsAddress, agents: [Agent], types: [AgentType]) {
        self.address = address
        all = agents
        self.types = types
        let byID = Dictionary(types.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        do {
            let filter = try address.filter()
            meant = agents.filter { filter.matches($0, type: byID[$0.type]) }
        } catch {
            meant = agents
            self.error = error.publicMessage
        }
        if !address.group.isEmpty {
            let keyed = meant.map { (group: group(of: $0) ?? "", agent: $0) }
            // What is in no group comes last.
            meant = keyed.enumerated().sorted { left, right in
                let (one, other) = (left.element.group, right.element.group)
                if one == other { return left.offset < right.offset }
                return other.isEmpty || (!one.isEmpty && one < other)
            }.map(\.element.agent)
        }
    }

    var pages: Int { max(1, (meant.count + AgentsPage.size - 1) / AgentsPage.size) }
    var page: Int { min(address.page, pages) }
    /// Those of the present page.
    var shown: ArraySlice<Agent> { meant.dropFirst((page - 1) * AgentsPage.size).prefix(AgentsPage.size) }

    var count: String {
        let first = (page - 1) * AgentsPage.size
        let words = meant.count == 1 ? "1 agent" : "\(meant.count) agents"
        return meant.count <= AgentsPage.size ? words : "\(first + 1)–\(first + shown.count) of \(words)"
    }

    func type(of agent: Agent) -> AgentType? { types.first { $0.id == agent.type } }

    /// In which group an agent stands; `nil` in none.
    func group(of agent: Agent) -> String? {
        let type = type(of: agent)
        if address.group == "type" { return type?.name }
        return (type?.labels ?? Labels()).overlaid(by: agent.labels)[address.group]
    }

    /// `environment:production`, each once, to choose from.
    var knownLabels: [String] {
        var known: Set<String> = []
        for labels in types.map(\.labels) + all.map(\.labels) {
            for (key, value) in labels.sorted where !value.contains(",") { known.insert("\(key):\(value)") }
        }
        return known.sorted()
    }
}
