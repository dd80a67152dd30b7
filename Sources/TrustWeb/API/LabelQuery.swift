// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// What a list is narrowed to, as the address says it: `label=environment:production`, as often as wanted.
enum LabelQuery {
    /// - Throws: `INVALID_REQUEST` (`label`).
    static func selector(of request: Request) throws -> LabelSelector {
        LabelSelector(try request.uri.queryParameters.getAll("label").map { try LabelSelector.Term($0) })
    }
}

extension AgentFilter {
    /// What a list of agents is narrowed by.
    static let query: [QueryParameter] = [
        .label, QueryParameter("type", .text, "An agent type's id or slug."),
        QueryParameter("provider", .text, "A provider's id or name."),
        QueryParameter("state", Schema.words(Agent.State.allCases.map(\.rawValue)), "A state."),
    ]

    /// From `label`, `type`, `provider` and `state`; agent types are meant by id or slug, providers by id or name.
    /// - Throws: `INVALID_REQUEST` naming the parameter.
    init(_ request: Request, _ control: Control, _ caller: Caller) async throws {
        func value(_ name: Substring) -> String? { request.uri.queryParameters[name].map(String.init) }
        self.init(labels: try LabelQuery.selector(of: request))
        if let text = value("type") {
            let known = try await control.agentTypes.list(caller).map(\.type)
            guard let found = known.first(where: { $0.id.description == text || $0.slug == text }) else {
                throw ControlError.invalid("type", "There is no such agent type.")
            }
            type = found.id
        }
        if let text = value("provider") {
            let known = try await control.providers.list(caller).map(\.provider)
            guard let found = known.first(where: { $0.id.description == text || $0.name == text }) else {
                throw ControlError.invalid("provider", "There is no such provider.")
            }
            provider = found.id
        }
        if let text = value("state") {
            guard let state = Agent.State(rawValue: text) else {
                throw ControlError.invalid("state", "This takes a state, such as running.")
            }
            self.state = state
        }
    }
}
