// SPDX-License-Identifier: Apache-2.0
import TrustControl
import TrustCore

/// Requests: every LLM call, newest first.
struct RequestsPage {
    struct Row {
        var href: String
        var spelled: String
        var agent: Link
        var provider: String
        var call: CallRow

        init(_ event: UsageEvent, names: RequestNames) {
            href = "/requests/\(event.id)"
            agent = .to(event.agent, names)
            provider = names.providers[event.provider] ?? "deleted provider"
            call = CallRow(event)
            spelled = Moment.exact(event.startedAt)
        }
    }
    /// The fields that can be wrong.
    static let fields: Set<String> = ["agent", "type", "provider", "outcome", "status", "from", "to"]

    var rows: [Row]
    var isEmpty: Bool
    var isFiltered: Bool
    var banner: Banner?
    var agents: [Option]
    var types: [Option]
    var providers: [Option]
    var outcomes: [Option]
    var model: Field
    var from: Field
    var to: Field
    /// What comes before the last row; `nil` at the first call.
    var older: String?
    /// The first page, from a later one.
    var newest: String?

    init(
        _ events: [UsageEvent], hasMore: Bool, filter: RequestAddress, names: RequestNames,
        errors: [String: String] = [:]
    ) {
        rows = events.map { Row($0, names: names) }
        isEmpty = rows.isEmpty
        isFiltered = filter.isFiltered
        func options<Entity>(_ names: [ID<Entity>: String], _ all: String, _ chosen: String) -> [Option] {
            [Option(value: "", label: all, selected: chosen.isEmpty)]
                + names.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map {
                    Option(value: $0.key.description, label: $0.value, selected: $0.key.description == chosen)
                }
        }
        agents = options(names.agents, "All agents", filter["agent"])
        types = options(names.types, "All types", filter["type"])
        providers = options(names.providers, "All providers", filter["provider"])
        outcomes =
            [
                Option(value: "", label: "Any", selected: filter["outcome"].isEmpty),
                Option(value: "error", label: "Any error", selected: filter["outcome"] == "error"),
            ]
            + CallOutcome.allCases.map {
                Option(value: $0.word, label: $0.label(status: 0).word, selected: $0.word == filter["outcome"])
            }
        func field(_ name: String, _ label: String, type: String = "text", placeholder: String? = nil) -> Field {
            var field = Field(
                id: "requests-\(name)", name: name, label: label, type: type, value: filter[name],
                placeholder: placeholder, required: false, mono: type == "text", error: errors[name])
            field.note = nil
            return field
        }
        model = field("model", "Model", placeholder: "gpt-4o")
        from = field("from", "From", type: "date")
        to = field("to", "Before", type: "date")
        banner = errors.first { !["from", "to", "model"].contains($0.key) }.map {
            Banner(.bad, "The filter can’t be read", body: "\($0.key): \($0.value)")
        }
        older = hasMore ? events.last.map { filter.address(before: RequestPosition($0)) } : nil
        newest = filter.cursor == nil ? nil : filter.address()
    }
}

extension Link {
    /// An agent's page; a deleted agent has none.
    static func to(_ agent: AgentID, _ names: RequestNames) -> Link {
        names.agents[agent].map { Link(href: "/agents/\(agent)", label: $0) }
            ?? Link(href: RequestAddress("agent", agent.description).address(), label: "deleted agent")
    }
}

/// Requests > a call, explained.
struct RequestPage {
    struct Line {
        var kind: String
        var tokens: Figure
        var price: Figure
        var cost: Figure
    }
    var id: String
    var started: Moment
    var outcome: StatusLabel
    var words: String
    var agent: Link
    var type: Link?
    var provider: Link?
    var requestedModel: String
    var returnedModel: String?
    var streamed: String
    var status: String
    var firstByte: Figure
    var duration: Figure
    var lines: [Line]
    var hasLines: Bool
    var total: Figure
    var cost: Figure
    var costReason: String?

    init(_ request: ExplainedRequest) {
        let event = request.event
        let row = CallRow(event)
        id = event.id.description
        started = row.started
        outcome = row.outcome
        words = request.words
        agent = .to(event.agent, request.names)
        type = request.names.types[event.agentType].map { Link(href: "/agent-types/\(event.agentType)", label: $0) }
        provider = request.names.providers[event.provider].map {
            Link(href: "/settings/providers/\(event.provider)", label: $0)
        }
        requestedModel = event.requestedModel
        returnedModel = event.returnedModel
        streamed = event.streamed ? "As a stream" : "In one piece"
        status = event.status == 0 ? "None was sent" : String(event.status)
        firstByte =
            event.timeToFirstByte.map { .duration(microseconds: $0) } ?? .unknown("No byte of an answer came.")
        duration = row.duration
        lines = request.lines.map { line in
            Line(
                kind: line.kind.title, tokens: .count(line.tokens),
                price: line.pricePerMillion.map { .money($0) } ?? .unknown("No price is known."),
                cost: line.cost.map { .money($0) } ?? .unknown("No price is known."))
        }
        hasLines = !lines.isEmpty
        total = .count(event.usage.total)
        cost = row.cost
        costReason = request.costReason
    }
}

extension ExplainedRequest.Line.Kind {
    var title: String {
        switch self {
        case .input: "Input"
        case .cachedRead: "Read from cache"
        case .cacheWrite: "Written to cache"
        case .cacheWriteLong: "Written to cache, kept longer"
        case .output: "Output"
        }
    }
}
