// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// The stage that lays down the order in which targets are tried. Pure.
enum Route {
    /// The caller's own target first, then the others of the chain that speak the same dialect and come after it.
    ///
    /// `first` is the index of the target whose key the caller has; 0 for a token.
    static func chain(of agent: GatewayAgent, first: Int) -> [RouteTarget] {
        guard agent.route.count > 1 else { return agent.route }
        let own = agent.route[first]
        return [own] + agent.route[(first + 1)...].filter { $0.type == own.type && $0.provider != own.provider }
    }
}
