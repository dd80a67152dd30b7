// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A bundle of tools that an agent type may name, and what is in it.
package struct CapabilityResponse: Codable, Sendable, Hashable {
    package var name: Capability
    package var tools: [AgentTool]

    package init(_ capability: Capability) {
        name = capability
        tools = capability.tools
    }
}
