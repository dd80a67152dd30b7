// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdCore
import TrustCore

/// Which agents the list shows, as its address says it.
struct AgentsAddress: Equatable {
    /// Terms with commas between them.
    var label = ""
    var type = ""
    var provider = ""
    var state = ""
    /// `type`, or the key of a label.
    var group = ""
    /// Counts from 1.
    var page = 1

    init() {}

    init(_ uri: URI) {
        func value(_ name: Substring) -> String {
            String((uri.queryParameters[name].map(String.init) ?? "").prefix(200))
        }
        let labels = uri.queryParameters.getAll("label").map { String($0) }
        label = String(labels.filter { !$0.isEmpty }.joined(separator: ",").prefix(1000))
        type = value("type")
        provider = value("provider")
        state = value("state")
        group = value("group")
        page = max(1, Int(value("page")) ?? 1)
    }

    /// From what a form carried along.
    init(query: String) { self.init(URI("/agents?\(query)")) }

    /// What stands behind the question mark; empty for all agents.
    var query: String {
        let pairs: [(name: String, value: String)] = [
            ("label", label), ("type", type), ("provider", provider), ("state", state), ("group", group),
            ("page", page > 1 ? String(page) : ""),
        ]
        return Address.query(pairs.filter { !$0.value.isEmpty })
    }

    var path: String { query.isEmpty ? "/agents" : "/agents?\(query)" }

    func onPage(_ page: Int) -> AgentsAddress {
        var address = self
        address.page = page
        return address
    }

    var isNarrowed: Bool { !label.isEmpty || !type.isEmpty || !provider.isEmpty || !state.isEmpty }

    /// - Throws: `LabelError` where the labels can't be read. What else can't be read means nobody.
    func filter() throws(LabelError) -> AgentFilter {
        var filter = AgentFilter()
        if !label.isEmpty { filter.labels = try LabelSelector(label) }
        if !type.isEmpty { filter.type = AgentTypeID(type) ?? .make() }
        if !provider.isEmpty { filter.provider = ProviderID(provider) ?? .make() }
        if !state.isEmpty { filter.state = Agent.State(rawValue: state) ?? .unknown }
        return filter
    }
}
