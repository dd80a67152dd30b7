// SPDX-License-Identifier: Apache-2.0
package import TrustCore
import TrustVault

/// The key service as people are told of it.
package struct KeyServiceReport: Sendable, Hashable {
    /// `local`, `aws-kms`.
    package var service: String
    package var isHealthy: Bool
    /// One sentence, where something is wrong.
    package var message: String?
    /// A word for it, such as `key_service_unreachable`.
    package var failure: String?
    /// Since when it is as it is.
    package var since: Timestamp
    /// When it was called last.
    package var checkedAt: Timestamp
    /// What wraps the organization's keys, most of them first.
    package var wrappings: [WrappingCount]
}

/// Whether keys can be opened and sealed, and by what they are wrapped.
package struct KeyServiceDesk: Sendable {
    let vault: Vault
    let wrappings: any WrappingStore
    let audit: AuditTrail
    private let providers: any ProviderStore

    init(_ ports: ControlPorts, audit: AuditTrail) {
        vault = ports.vault
        providers = ports.providers
        wrappings = ports.wrappings
        self.audit = audit
    }

    /// Whether the last call went well; asks nobody.
    package var isHealthy: Bool { vault.status.report.isHealthy }

    /// - Throws: `FORBIDDEN`.
    package func show(_ caller: Caller) async throws -> KeyServiceReport {
        try caller.require(.viewProviders)
        let report = vault.status.report
        return KeyServiceReport(
            service: vault.keyServiceName, isHealthy: report.isHealthy,
            message: report.failure.map { VaultError($0).publicMessage }, failure: report.failure?.rawValue,
            since: report.since, checkedAt: report.checkedAt,
            wrappings: try await providers.wrappings(in: caller.organization))
    }
}
