// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// What a document can declare. The order is the order in which things come into being.
package enum ResourceKind: String, Sendable, Hashable, CaseIterable {
    case provider
    case agentType = "agent_type"
    case agent

    /// The name of its list in a document.
    package var section: String { rawValue + "s" }

    /// What one is called in a sentence.
    package var noun: String { rawValue.replacing("_", with: " ") }

    /// The field that tells one from another; others refer to it by that.
    package var identity: String { self == .agentType ? "slug" : "name" }

    /// What may be declared of it, in the order in which it is written; the identity comes first.
    package var fields: [DeclaredField] {
        switch self {
        case .provider:
            [
                DeclaredField("name"), DeclaredField("type", isFixed: true), DeclaredField("base_url", isFixed: true),
                DeclaredField("use_case", takenAwayBy: ""), .labels, .usePolicy,
            ]
        case .agentType:
            [
                DeclaredField("slug"), DeclaredField("name"),
                DeclaredField("provider", as: .reference(.provider), inAPI: "provider_id"), DeclaredField("model"),
                DeclaredField("system_prompt"), DeclaredField("endpoint_slug", takenAwayBy: ""),
                DeclaredField("capabilities", as: .set, takenAwayBy: .array([])),
                DeclaredField("temperature", as: .number), DeclaredField("max_tokens", as: .integer),
                DeclaredField("delivery"), DeclaredField("runtime"),
                DeclaredField("command", as: .list, takenAwayBy: .array([])), .labels,
            ]
        case .agent:
            [
                DeclaredField("name"),
                DeclaredField("type", as: .reference(.agentType), inAPI: "agent_type_id", isFixed: true),
                .labels,
            ]
        }
    }

    package func field(_ name: String) -> DeclaredField? { fields.first { $0.name == name } }
}
