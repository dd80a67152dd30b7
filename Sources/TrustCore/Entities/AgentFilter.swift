// SPDX-License-Identifier: Apache-2.0

/// Which agents are meant: all that is said must hold.
package struct AgentFilter: Sendable, Hashable {
    /// Of their effective labels: their type's, with their own above.
    package var labels: LabelSelector
    package var type: AgentTypeID?
    /// Of their type.
    package var provider: ProviderID?
    package var state: Agent.State?

    package init(
        labels: LabelSelector = LabelSelector(), type: AgentTypeID? = nil, provider: ProviderID? = nil,
        state: Agent.State? = nil
    ) {
        self.labels = labels
        self.type = type
        self.provider = provider
        self.state = state
    }

    /// Whether it leaves nobody out.
    package var isEmpty: Bool { labels.isEmpty && type == nil && provider == nil && state == nil }

    package func matches(_ agent: Agent, type agentType: AgentType?) -> Bool {
        if let type, agent.type != type { return false }
        if let provider, agentType?.provider != provider { return false }
        if let state, agent.state != state { return false }
        return labels.matches((agentType?.labels ?? Labels()).overlaid(by: agent.labels))
    }
}
