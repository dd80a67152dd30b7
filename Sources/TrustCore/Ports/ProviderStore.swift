// SPDX-License-Identifier: Apache-2.0

/// What stands on a provider and keeps it from being deleted.
package struct ProviderUse: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var id: String
        package var name: String
        package init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }
    /// Agents with an open lease.
    package var agents: [Entry]
    /// Living agent types that name it.
    package var agentTypes: [Entry]
    package init(agents: [Entry], agentTypes: [Entry]) {
        self.agents = agents
        self.agentTypes = agentTypes
    }
    package var isEmpty: Bool { agents.isEmpty && agentTypes.isEmpty }
}

/// Providers and their sealed credentials.
package protocol ProviderStore: Sendable {
    /// The living ones, by name.
    func providers(in organization: OrganizationID) async throws -> [Provider]
    func provider(_ id: ProviderID, in organization: OrganizationID) async throws -> Provider?
    /// Provider, credential version, wrapping and the audit outcome in one transaction.
    /// - Throws: `StoreError.nameTaken`.
    func insert(_ provider: Provider, version: CredentialVersion, audit: AuditEntry) async throws
    /// Changes name, use case, use policy and labels.
    /// - Throws: `StoreError.nameTaken`, `StoreError.notFound` (also an agent type of the policy), `StoreError.changed`.
    func update(_ provider: Provider, when precondition: Precondition, audit: AuditEntry) async throws
    func setHealth(_ health: ProviderHealth, of id: ProviderID) async throws
    /// Living providers of the organization that hold the same key.
    func providers(holding fingerprint: KeyFingerprint, in organization: OrganizationID) async throws -> [Provider]
    func use(of id: ProviderID, in organization: OrganizationID) async throws -> ProviderUse
    /// Destroys the credential versions and leaves the shell, in one transaction with the audit outcome.
    /// - Throws: `StoreError.inUse` naming what stands on it, `StoreError.notFound`, `StoreError.changed`.
    func delete(
        _ id: ProviderID, in organization: OrganizationID, when precondition: Precondition, audit: AuditEntry
    ) async throws
    /// A sealed credential with its place, which the encryption context is made of.
    func credentialVersion(_ id: CredentialVersionID) async throws -> CredentialVersion?
    /// One sealed record of the installation, whichever: what a start tries the master key on.
    func anyCredentialVersion() async throws -> CredentialVersion?
    /// How many keys of an organization are wrapped under which master key, most of them first.
    func wrappings(in organization: OrganizationID) async throws -> [WrappingCount]
}

/// How many keys are wrapped under one master key.
package struct WrappingCount: Sendable, Hashable {
    /// The key service, as `KeyWrapping` names it.
    package var service: String
    package var keyReference: String
    package var count: Int64

    package init(service: String, keyReference: String, count: Int64) {
        self.service = service
        self.keyReference = keyReference
        self.count = count
    }
}

extension ProviderStore {
    /// Whatever its version.
    package func update(_ provider: Provider, audit: AuditEntry) async throws {
        try await update(provider, when: .none, audit: audit)
    }

    /// Whatever its version.
    package func delete(_ id: ProviderID, in organization: OrganizationID, audit: AuditEntry) async throws {
        try await delete(id, in: organization, when: .none, audit: audit)
    }
}
