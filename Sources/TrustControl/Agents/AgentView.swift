// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// An agent with what its type says about it.
package struct AgentView: Sendable, Hashable {
    package var agent: Agent
    package var typeName: String
    package var delivery: CredentialDelivery
    package var runtime: AgentRuntime
    /// How far it is kept apart from the host and from other agents, in words.
    package var isolation: String
}
