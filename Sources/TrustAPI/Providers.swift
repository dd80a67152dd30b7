// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// `POST /api/providers`. `api_key` is cut from the bytes as a secret and never decoded as text.
package struct CreateProviderRequest: RequestBody {
    package var name: String
    package var type: ProviderType
    /// For servers that speak the type's dialect; its host must be on the operator's allow-list.
    package var baseURL: String?
    /// What it is for, to tell spending apart.
    package var useCase: String?
    /// `false` stores the key without trying it; the default is to try it.
    package var validate: Bool?

    package init(
        name: String, type: ProviderType, baseURL: String? = nil, useCase: String? = nil, validate: Bool? = nil
    ) {
        self.name = name
        self.type = type
        self.baseURL = baseURL
        self.useCase = useCase
        self.validate = validate
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case name, type, validate
        case baseURL = "base_url"
        case useCase = "use_case"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) + secretFields }
    package static var secretFields: [String] { ["api_key"] }
}

/// `PATCH /api/providers/{id}`: what is named changes.
package struct UpdateProviderRequest: RequestBody {
    package var name: String?
    /// An empty string takes it away.
    package var useCase: String?
    /// Taken as a whole: what it does not name is not bound.
    package var usePolicy: UsePolicyBody?

    package init(name: String? = nil, useCase: String? = nil, usePolicy: UsePolicyBody? = nil) {
        self.name = name
        self.useCase = useCase
        self.usePolicy = usePolicy
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case name
        case useCase = "use_case"
        case usePolicy = "use_policy"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// A provider, without its key.
package struct ProviderResponse: Codable, Sendable, Hashable {
    package var id: ProviderID
    package var name: String
    package var type: ProviderType
    package var baseURL: String?
    package var useCase: String?
    /// The key's last four characters.
    package var keyHint: String?
    package var health: HealthResponse
    /// Which agent types may use it, and in which delivery.
    package var usePolicy: UsePolicyBody
    /// Who stands on it.
    package var inUse: ProviderUseResponse
    /// RFC 3339.
    package var createdAt: String
    /// RFC 3339.
    package var updatedAt: String
    /// Given when it was made: another provider holds the same key, the key was not tried.
    package var warnings: [String]?

    package init(
        id: ProviderID, name: String, type: ProviderType, baseURL: String? = nil, useCase: String? = nil,
        keyHint: String? = nil, health: HealthResponse, usePolicy: UsePolicyBody, inUse: ProviderUseResponse,
        createdAt: String,
        updatedAt: String, warnings: [String]? = nil
    ) {
        self.id = id
        self.name = name
        self.type = type
        self.baseURL = baseURL
        self.useCase = useCase
        self.keyHint = keyHint
        self.health = health
        self.usePolicy = usePolicy
        self.inUse = inUse
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.warnings = warnings
    }

    package enum CodingKeys: String, CodingKey {
        case id, name, type, health, warnings
        case baseURL = "base_url"
        case useCase = "use_case"
        case keyHint = "key_hint"
        case usePolicy = "use_policy"
        case inUse = "in_use"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

/// What the last try of the key said.
package struct HealthResponse: Codable, Sendable, Hashable {
    /// `works`, `invalid_key`, `restricted`, `quota_exhausted`, `rate_limited`, `unreachable`, `failing`, `not_tested`.
    package var state: String
    /// RFC 3339.
    package var checkedAt: String?
    package var message: String?

    package init(state: String, checkedAt: String? = nil, message: String? = nil) {
        self.state = state
        self.checkedAt = checkedAt
        self.message = message
    }

    package enum CodingKeys: String, CodingKey {
        case state, message
        case checkedAt = "checked_at"
    }
}

/// Agents with an open lease, and agent types that name it.
package struct ProviderUseResponse: Codable, Sendable, Hashable {
    package var agents: [NamedReference]
    package var agentTypes: [NamedReference]

    package init(agents: [NamedReference], agentTypes: [NamedReference]) {
        self.agents = agents
        self.agentTypes = agentTypes
    }

    package enum CodingKeys: String, CodingKey {
        case agents
        case agentTypes = "agent_types"
    }
}

/// Something with a name.
package struct NamedReference: Codable, Sendable, Hashable {
    package var id: String
    package var name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }

    package enum CodingKeys: String, CodingKey {
        case id, name
    }
}

/// `POST /api/providers/{id}/test`.
package struct ProviderTestResponse: Codable, Sendable, Hashable {
    package var health: HealthResponse
    /// What to do about it, in the source document's words where it has them.
    package var advice: [String]
    /// What the key can use, as the provider lists it.
    package var models: [String]
    /// The provider's own code.
    package var providerCode: String?
    package var durationMs: Int64

    package init(
        health: HealthResponse, advice: [String], models: [String], providerCode: String? = nil, durationMs: Int64
    ) {
        self.health = health
        self.advice = advice
        self.models = models
        self.providerCode = providerCode
        self.durationMs = durationMs
    }

    package enum CodingKeys: String, CodingKey {
        case health, advice, models
        case providerCode = "provider_code"
        case durationMs = "duration_ms"
    }
}
