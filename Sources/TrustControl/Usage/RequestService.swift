// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// LLM calls, one by one.
package struct RequestService: Sendable {
    private let usage: any UsageStore
    private let agents: any AgentStore
    private let types: any AgentTypeStore
    private let providers: any ProviderStore

    package init(
        usage: any UsageStore, agents: any AgentStore, types: any AgentTypeStore, providers: any ProviderStore
    ) {
        self.usage = usage
        self.agents = agents
        self.types = types
        self.providers = providers
    }

    /// The calls of the caller's organization, newest first, 200 at most; with a position, those before it.
    /// - Returns: the calls, and whether there are more before the last of them.
    package func list(
        _ caller: Caller, _ query: RequestQuery, before position: RequestPosition? = nil, limit: Int = 50
    ) async throws -> (found: [UsageEvent], hasMore: Bool) {
        try caller.require(.viewUsage)
        let wanted = min(max(1, limit), 200)
        let found = try await usage.requests(query, in: caller.organization, before: position, limit: wanted + 1)
        return (Array(found.prefix(wanted)), found.count > wanted)
    }

    /// One call, with what its cost is made of.
    /// - Throws: `NOT_FOUND`.
    package func show(_ caller: Caller, _ id: RequestID) async throws -> ExplainedRequest {
        try caller.require(.viewUsage)
        guard let found = try await usage.request(id, in: caller.organization) else {
            throw ControlError.notFound("request")
        }
        return ExplainedRequest(found.event, price: found.price, names: try await names(caller))
    }

    /// What calls name by id. Those that are deleted have no name any more.
    package func names(_ caller: Caller) async throws -> RequestNames {
        try caller.require(.viewUsage)
        let organization = caller.organization
        return RequestNames(
            agents: try await agents.agents(in: organization).map { ($0.id, $0.name) },
            types: try await types.agentTypes(in: organization).map { ($0.id, $0.name) },
            providers: try await providers.providers(in: organization).map { ($0.id, $0.name) })
    }
}

/// The names of what calls belong to.
package struct RequestNames: Sendable, Hashable {
    package var agents: [AgentID: String]
    package var types: [AgentTypeID: String]
    package var providers: [ProviderID: String]

    package init(
        agents: [(AgentID, String)] = [], types: [(AgentTypeID, String)] = [], providers: [(ProviderID, String)] = []
    ) {
        self.agents = Dictionary(agents, uniquingKeysWith: { first, _ in first })
        self.types = Dictionary(types, uniquingKeysWith: { first, _ in first })
        self.providers = Dictionary(providers, uniquingKeysWith: { first, _ in first })
    }
}
