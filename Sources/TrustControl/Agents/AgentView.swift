// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// An agent with what its type says about it.
package struct AgentView: Sendable, Hashable {
    package var agent: Agent
    package var typeName: String
    package var typeLabels: Labels
    package var delivery: CredentialDelivery
    package var runtime: AgentRuntime
    /// How far its process is kept apart from the host and from other agents, or would be if it were started now;
    /// `nil` of one that runs elsewhere.
    package var isolation: Isolation?
    /// What it is to be run with: of an agent that runs elsewhere, at its start and never again.
    package var access: ExternalAccess?

    /// Its type's labels, with its own above them.
    package var effectiveLabels: Labels { typeLabels.overlaid(by: agent.labels) }
}

/// The two variables from which the provider's client libraries read address and key. The key is a token that is good at
/// the gateway alone, until the agent is stopped.
package struct ExternalAccess: Sendable, Hashable {
    package var baseURLVariable: String
    package var baseURL: String
    package var keyVariable: String
    /// Shown once: only its digest is kept.
    package var token: String
}
