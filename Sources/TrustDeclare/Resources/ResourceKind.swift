// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// What a document can declare. The order is the order in which things come into being.
package enum ResourceKind: String, Sendable, Hashable, CaseIterable {
    case provider
    case agentType = "agent_type"
    case agent
    case limits

    /// Whether there is one of it, always, which is not in a list.
    package var isSingle: Bool { self == .limits }

    /// The name of its list in a document, or of itself where there is one.
    package var section: String { isSingle ? rawValue : rawValue + "s" }

    /// What one is called in a sentence.
    package var noun: String { rawValue.replacing("_", with: " ") }

    /// The field that tells one from another; others refer to it by that.
    /// The one there is has none, and its kind's name stands for it.
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
        case .limits: [DeclaredField("organization_requests", as: .integer)]
        }
    }

    /// What one of a name is called in a sentence.
    package func title(_ name: String) -> String { isSingle ? noun : "\(noun) \(name)" }

    package func field(_ name: String) -> DeclaredField? { fields.first { $0.name == name } }
}
