// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A provider's use policy, as it is sent and answered; read strictly.
package struct UsePolicyBody: Codable, Sendable, Hashable {
    /// The agent types that may use it; `null` for every one.
    package var agentTypes: [AgentTypeID]?
    /// The ways in which its key may be delivered; all of them where it is missing.
    package var deliveries: [CredentialDelivery]

    package init(agentTypes: [AgentTypeID]? = nil, deliveries: [CredentialDelivery] = CredentialDelivery.allCases) {
        self.agentTypes = agentTypes
        self.deliveries = deliveries
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case agentTypes = "agent_types"
        case deliveries
    }

    package init(from decoder: any Decoder) throws {
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys
        where CodingKeys(stringValue: key.stringValue) == nil {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "There is no such field."))
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        agentTypes = try container.decodeIfPresent([AgentTypeID].self, forKey: .agentTypes)
        deliveries =
            try container.decodeIfPresent([CredentialDelivery].self, forKey: .deliveries) ?? CredentialDelivery.allCases
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(agentTypes, forKey: .agentTypes)
        try container.encode(deliveries, forKey: .deliveries)
    }

    /// Any name, to find those that are not known.
    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
