// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Opens stored provider keys: first the audit row, then the key, then the outcome.
///
/// A row that can't be written means a key that is not opened. Callers see one error, whatever went wrong; the cause
/// is in the outcome's details.
package struct StoredCredentialOpener: CredentialOpener {
    private let vault: Vault
    private let providers: any ProviderStore
    private let audit: any AuditLog
    private let clock: WallClock

    package init(vault: Vault, providers: any ProviderStore, audit: any AuditLog, clock: WallClock) {
        self.vault = vault
        self.providers = providers
        self.audit = audit
        self.clock = clock
    }

    package func open(
        _ version: CredentialVersionID, reason: OpeningReason, actor: Actor, agent: AgentID?
    ) async throws -> SecretBytes {
        // The sealed row is read first, and only because the audit row names whose key it is.
        let found = await Result(catchingAsync: { try await providers.credentialVersion(version) })
        let row = try? found.get()
        var details = ["reason": reason.rawValue]
        if let agent { details["agent"] = agent.description }
        if let row { details["provider"] = row.provider.description }
        var entry = AuditEntry(
            operation: .make(at: clock.now()), organization: row?.organization, actor: actor,
            action: "credential.open", subject: "credential:\(version)", outcome: .intended, details: details,
            time: clock.now())
        try await append(entry)

        let secret: SecretBytes
        do {
            guard let row = try found.get() else { throw VaultError(.credentialMissing) }
            secret = try await vault.open(row.sealed, at: CredentialLocation(of: row))
        } catch {
            entry.outcome = .failed
            entry.details["cause"] = Self.cause(of: error)
            entry.time = clock.now()
            // Outward it is the same failure whether or not this row gets written: nothing was opened.
            try? await append(entry)
            throw Self.outward(error)
        }
        entry.outcome = .succeeded
        entry.time = clock.now()
        try await append(entry)
        return secret
    }

    private func append(_ entry: AuditEntry) async throws {
        do {
            try await audit.append([entry])
        } catch {
            throw VaultError(.credentialUnavailable, cause: VaultError.Code.auditUnavailable.rawValue)
        }
    }

    /// The failed check's name: words of ours, never an error's own text.
    private static func cause(of error: any Error) -> String {
        switch error {
        case let error as VaultError: error.code.rawValue
        case is CancellationError: "cancelled"
        case is StoreError: "store_unavailable"
        default: "internal"
        }
    }

    private static func outward(_ error: any Error) -> VaultError {
        let cause = cause(of: error)
        switch (error as? VaultError)?.code {
        // Another try may help.
        case .keyServiceUnreachable, .keyServiceThrottled: return VaultError(.keyServiceUnreachable, cause: cause)
        default: return VaultError(.credentialUnavailable, cause: cause)
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(catchingAsync body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
