// SPDX-License-Identifier: Apache-2.0

/// One configured credential of one provider type, under a name.
package struct Provider: Sendable, Hashable {
    package var id: ProviderID
    package var organization: OrganizationID
    /// Unique among the living of the organization.
    package var name: String
    package var type: ProviderType
    /// An origin with an optional path prefix, without `/v1`; `nil` stands for the type's own.
    package var baseURL: String?
    package var useCase: String?
    /// The key's last four characters, or `nil` for keys shorter than 20.
    package var keyHint: String?
    package var fingerprint: KeyFingerprint
    package var currentVersion: CredentialVersionID
    package var health: ProviderHealth
    package var usePolicy: UsePolicy
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var createdBy: UserID?

    package init(
        id: ProviderID, organization: OrganizationID, name: String, type: ProviderType, baseURL: String?,
        useCase: String?, keyHint: String?, fingerprint: KeyFingerprint, currentVersion: CredentialVersionID,
        health: ProviderHealth, usePolicy: UsePolicy = .open, createdAt: Timestamp, updatedAt: Timestamp,
        createdBy: UserID?
    ) {
        self.id = id
        self.organization = organization
        self.name = name
        self.type = type
        self.baseURL = baseURL
        self.useCase = useCase
        self.keyHint = keyHint
        self.fingerprint = fingerprint
        self.currentVersion = currentVersion
        self.health = health
        self.usePolicy = usePolicy
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.createdBy = createdBy
    }

    /// Where calls go.
    package var effectiveBaseURL: String { baseURL ?? type.defaultBaseURL }
}

/// What the last try against the provider's `GET /v1/models` said.
package struct ProviderHealth: Sendable, Hashable {
    package enum State: String, Sendable, Codable, CaseIterable {
        case notTested = "not_tested"
        case works
        case invalidKey = "invalid_key"
        /// The key is good but may not list models; it may still be good for calls.
        case restricted
        case quotaExhausted = "quota_exhausted"
        case rateLimited = "rate_limited"
        case unreachable
        case failing
    }
    package var state: State
    package var checkedAt: Timestamp?
    /// One sentence for people, from us; never the provider's own text unredacted.
    package var message: String?
    package init(state: State, checkedAt: Timestamp? = nil, message: String? = nil) {
        self.state = state
        self.checkedAt = checkedAt
        self.message = message
    }
}

/// One sealed key of a provider. Versions count from 1.
package struct CredentialVersion: Sendable, Hashable {
    package enum State: String, Sendable, Codable, CaseIterable { case current, retiring }
    package var id: CredentialVersionID
    package var provider: ProviderID
    package var organization: OrganizationID
    package var number: Int64
    package var state: State
    package var sealed: SealedCredential
    package var createdAt: Timestamp
    package init(
        id: CredentialVersionID, provider: ProviderID, organization: OrganizationID, number: Int64, state: State,
        sealed: SealedCredential, createdAt: Timestamp
    ) {
        self.id = id
        self.provider = provider
        self.organization = organization
        self.number = number
        self.state = state
        self.sealed = sealed
        self.createdAt = createdAt
    }
}

/// What is stored of a secret: the `PKR1` record and its data key, wrapped by a key service.
package struct SealedCredential: Sendable, Hashable {
    package var record: [UInt8]
    package var wrapping: KeyWrapping
    package init(record: [UInt8], wrapping: KeyWrapping) {
        self.record = record
        self.wrapping = wrapping
    }
}

/// A data key wrapped by a key service's master key.
package struct KeyWrapping: Sendable, Hashable {
    /// `local`, `aws-kms`, …
    package var service: String
    /// The full reference of the master key as the service returned it, never an alias.
    package var keyReference: String
    package var wrappedKey: [UInt8]
    package init(service: String, keyReference: String, wrappedKey: [UInt8]) {
        self.service = service
        self.keyReference = keyReference
        self.wrappedKey = wrappedKey
    }
}
