// SPDX-License-Identifier: Apache-2.0
package import TrustCore
import TrustOutbound
import TrustVault

/// A provider with what stands on it.
package struct ProviderView: Sendable, Hashable {
    package var provider: Provider
    package var use: ProviderUse
}

/// The configured providers of an organization.
package struct ProviderService: Sendable {
    static let name = TextRule("name", Bounds.name)
    static let useCase = TextRule("use_case", Bounds.useCase)

    let providers: any ProviderStore
    let opener: any CredentialOpener
    let vault: Vault
    let fingerprinter: KeyFingerprinter
    let probe: ProviderProbe
    let baseURLHosts: HostAllowList
    let audit: AuditTrail
    let clock: WallClock

    package init(_ ports: ControlPorts, audit: AuditTrail) {
        providers = ports.providers
        opener = ports.opener
        vault = ports.vault
        fingerprinter = ports.fingerprinter
        probe = ProviderProbe(client: ports.outbound)
        baseURLHosts = ports.baseURLHosts
        clock = ports.clock
        self.audit = audit
    }

    /// All of them, by name.
    package func list(_ caller: Caller) async throws -> [ProviderView] {
        try caller.require(.viewProviders)
        var views: [ProviderView] = []
        for provider in try await providers.providers(in: caller.organization) {
            views.append(try await view(of: provider))
        }
        return views
    }

    /// - Throws: `NOT_FOUND`.
    package func show(_ caller: Caller, _ id: ProviderID) async throws -> ProviderView {
        try caller.require(.viewProviders)
        return try await view(of: find(caller, id))
    }

    /// Agents with an open lease on it, and agent types that name it.
    /// - Throws: `NOT_FOUND`.
    package func use(_ caller: Caller, _ id: ProviderID) async throws -> ProviderUse {
        try await show(caller, id).use
    }

    /// Changes name, use case and use policy; what is `nil` stays, an empty use case takes it away. Running agents keep
    /// what they have until they stop.
    /// - Throws: `INVALID_REQUEST` naming the field, `NAME_TAKEN`, `NOT_FOUND`, `PRECONDITION_FAILED`.
    package func update(
        _ caller: Caller, _ id: ProviderID, name: String? = nil, useCase: String? = nil, usePolicy: UsePolicy? = nil,
        when precondition: Precondition = .none
    ) async throws -> ProviderView {
        try caller.require(.manageProviders)
        var provider = try await find(caller, id)
        if let name { provider.name = try Self.name.check(name) }
        if let useCase { provider.useCase = try Self.checked(useCase: useCase) }
        if let usePolicy { provider.usePolicy = try Self.checked(usePolicy) }
        provider.updatedAt = clock.now(after: provider.updatedAt)
        let changed = provider
        let operation = try await audit.begin(
            "provider.update", on: "provider:\(id)", by: caller, details: usePolicy.map(Self.details(of:)) ?? [:])
        return try await audit.recordingFailure(of: operation) {
            do {
                try await providers.update(changed, when: precondition, audit: operation.outcome(.succeeded))
            } catch let error as StoreError where error.kind == .notFound("agent type") {
                throw ControlError.invalid("use_policy", "There is no such agent type.")
            }
            return try await view(of: changed)
        }
    }

    /// Destroys the key, and leaves a shell for what was recorded about it.
    /// - Throws: `PROVIDER_IN_USE` naming agents and agent types, `NOT_FOUND`, `PRECONDITION_FAILED`.
    package func delete(_ caller: Caller, _ id: ProviderID, when precondition: Precondition = .none) async throws {
        try caller.require(.manageProviders)
        _ = try await find(caller, id)
        let operation = try await audit.begin("provider.delete", on: "provider:\(id)", by: caller)
        try await audit.recordingFailure(of: operation) {
            try await providers.delete(
                id, in: caller.organization, when: precondition, audit: operation.outcome(.succeeded))
        }
    }

    func find(_ caller: Caller, _ id: ProviderID) async throws -> Provider {
        guard let provider = try await providers.provider(id, in: caller.organization) else {
            throw ControlError.notFound("provider")
        }
        return provider
    }

    func view(of provider: Provider) async throws -> ProviderView {
        ProviderView(
            provider: provider, use: try await providers.use(of: provider.id, in: provider.organization))
    }

    static func checked(_ policy: UsePolicy) throws(ControlError) -> UsePolicy {
        guard !policy.deliveries.isEmpty else {
            throw .invalid("use_policy", "At least one delivery must be allowed.")
        }
        return policy
    }

    private static func details(of policy: UsePolicy) -> [String: String] {
        [
            "deliveries": policy.deliveries.map(\.rawValue).sorted().joined(separator: " "),
            "agent_types": policy.agentTypes.map { $0.map(\.description).sorted().joined(separator: " ") } ?? "every",
        ]
    }

    static func checked(useCase: String) throws(ControlError) -> String? {
        let text = try Self.useCase.check(useCase)
        return text.isEmpty ? nil : text
    }
}
