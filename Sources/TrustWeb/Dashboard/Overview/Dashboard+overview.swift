// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerOverview(on routes: AccessRoutes) {
        routes.get("/", requires: .permission(.viewAgents)) { request, context in
            let caller = try context.caller
            let now = clock.now()
            let providers = try await control.providers.list(caller).map(\.provider)
            let types = try await control.agentTypes.list(caller).map(\.type)
            let agents = try await control.agents.list(caller).map(\.agent)
            var statistics: [AgentID: AgentStatistics] = [:]
            for agent in agents { statistics[agent.id] = try await dayOf(agent.id, caller, now: now) }
            let overview = OverviewPage(
                providers: providers, types: types, agents: agents, statistics: statistics,
                checklist: try await control.checklist.show(caller), mayManage: caller.allows(.manageProviders),
                keyService: try await control.keyService.show(caller), now: now)
            return try await page(
                overview, View(place: .overview, title: "Overview", template: .overview), request, context)
        }
    }

    /// An agent's last 24 hours.
    func dayOf(_ agent: AgentID, _ caller: Caller, now: Timestamp) async throws -> AgentStatistics {
        try await control.usage.statistics(caller, ofAgent: agent, since: now.adding(seconds: -86_400))
    }
}
