// SPDX-License-Identifier: Apache-2.0
import TrustControl
import TrustCore

/// Settings > Limits.
struct LimitsPage {
    /// A limit in this minute.
    struct Use {
        var words: String
        /// Said where little is left, and where nothing is.
        var status: StatusLabel?
        var limit: Int64
        var used: Int64
        var label: String

        init(_ use: LimitUse, _ label: String) {
            words = "\(Figure.grouped(use.used)) of \(Figure.grouped(use.limit))"
            status =
                use.remaining == 0
                ? StatusLabel(.bad, "used up") : use.isNear ? StatusLabel(.warn, "nearly used up") : nil
            limit = use.limit
            used = min(use.used, use.limit)
            self.label = label
        }
    }
    struct Row {
        var agent: Link
        var requests: Use
        var toolCalls: Use
        var httpRequests: Use

        init(_ use: AgentLimitUse) {
            agent = Link(href: use.agent.href, label: use.agent.name)
            requests = Use(use.requests, "Questions to \(use.agent.name)")
            toolCalls = Use(use.toolCalls, "Tool calls of \(use.agent.name)")
            httpRequests = Use(use.httpRequests, "HTTP requests of \(use.agent.name)")
        }
    }
    var organization: Use
    var resets: Moment
    var rows: [Row]
    var hasRows: Bool
    var banner: Banner?
    var field: Field
    var canChange: Bool
    /// Which version is shown, for its form.
    var version: String

    init(
        _ view: LimitsView, canChange: Bool, typed: String? = nil, typedVersion: String? = nil, banner: Banner? = nil,
        errors: [String: String] = [:]
    ) {
        organization = Use(view.organization, "Requests of the organization")
        resets = .absolute(view.resetsAt)
        rows = view.agents.map(Row.init)
        hasRows = !rows.isEmpty
        self.banner = banner
        self.canChange = canChange
        version = typedVersion ?? view.version.text
        field = Field(
            id: "limits-organization", name: "organization_requests", label: "Requests a minute",
            value: typed ?? String(view.organization.limit), hint: "From 1 to 100,000. It counts at once.",
            inputMode: "numeric", short: true, error: errors["organization_requests"])
    }
}
