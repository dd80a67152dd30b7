// SPDX-License-Identifier: Apache-2.0

/// Who may use a provider, and in which way its key reaches them; set by owners and admins.
package struct UsePolicy: Sendable, Hashable {
    /// The agent types that may use it; `nil` for every one.
    package var agentTypes: Set<AgentTypeID>?
    /// The ways in which its key may be delivered; never empty.
    package var deliveries: Set<CredentialDelivery>

    package init(
        agentTypes: Set<AgentTypeID>? = nil, deliveries: Set<CredentialDelivery> = Set(CredentialDelivery.allCases)
    ) {
        self.agentTypes = agentTypes
        self.deliveries = deliveries
    }

    /// Every agent type, in every delivery.
    package static let open = UsePolicy()
}

/// Why an agent of a type may not be given the use of a provider.
package enum UseRefusal: String, Sendable, Hashable, CaseIterable {
    /// The provider is kept for other agent types.
    case agentType = "agent_type"
    /// The provider's key may not be delivered in the type's way.
    case delivery
    /// The type has a command of its own that would hold the key itself, and nobody approved that.
    case approval

    /// One sentence for people, with what to do.
    package var sentence: String {
        switch self {
        case .agentType:
            "The provider's use policy keeps it for other agent types. An owner or admin can add this one."
        case .delivery:
            "The provider's use policy does not allow this delivery. Choose another, or ask an owner or admin."
        case .approval:
            "A type with a command of its own gets the key itself only once an owner or admin has approved it. Ask one, "
                + "or choose the delivery leased."
        }
    }
}

/// That an owner or admin let a type with a command of its own hold the key itself: for exactly this command, in exactly
/// this delivery.
package struct CommandApproval: Sendable, Hashable {
    package var command: [String]
    package var delivery: CredentialDelivery
    package var approvedAt: Timestamp
    /// Who, where it was a person who is still known.
    package var approvedBy: UserID?

    package init(command: [String], delivery: CredentialDelivery, approvedAt: Timestamp, approvedBy: UserID?) {
        self.command = command
        self.delivery = delivery
        self.approvedAt = approvedAt
        self.approvedBy = approvedBy
    }
}

extension AgentType {
    /// Whether its agents would hold the key itself in a program that is not ours.
    package var needsApproval: Bool { !command.isEmpty && delivery == .env }

    /// Whether what it needs an approval for is what was approved.
    package var isApproved: Bool {
        approval.map { $0.command == command && $0.delivery == delivery } ?? false
    }

    /// Why its agents may not be given the use of a provider with this policy; `nil` where they may.
    package func refusal(under policy: UsePolicy) -> UseRefusal? {
        if let types = policy.agentTypes, !types.contains(id) { return .agentType }
        if !policy.deliveries.contains(delivery) { return .delivery }
        return needsApproval && !isApproved ? .approval : nil
    }
}
