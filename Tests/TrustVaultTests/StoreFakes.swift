// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TrustCore

@testable import TrustVault

/// What happened, in order, over several fakes.
final class Journal: Sendable {
    private let lines = Mutex<[String]>([])
    func note(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

/// Keeps audit rows; can be told to fail, from which row on.
final class RecordingAuditLog: AuditLog {
    private let rows = Mutex<[AuditEntry]>([])
    private let journal: Journal
    private let failsFrom: Int

    init(journal: Journal = Journal(), failsFrom: Int = .max) {
        self.journal = journal
        self.failsFrom = failsFrom
    }

    var entries: [AuditEntry] { rows.withLock { $0 } }

    func append(_ entries: [AuditEntry]) async throws {
        guard rows.withLock({ $0.count }) < failsFrom else { throw StoreError(.unavailable) }
        for entry in entries {
            journal.note("audit \(entry.outcome.rawValue)")
            rows.withLock { $0.append(entry) }
        }
    }

    func verify() async throws -> AuditVerification { .intact(rows: Int64(entries.count)) }
    func entries(in organization: OrganizationID, limit: Int) async throws -> [AuditEntry] { entries }
    func operations(_ query: AuditQuery, before sequence: Int64?, limit: Int) async throws -> [AuditedOperation] { [] }
    func records(_ query: AuditQuery, after sequence: Int64, limit: Int) async throws -> [AuditRecord] { [] }
}

/// A key service that notes each unwrapping, or can't be reached.
struct WatchedKeyService: KeyService {
    var inner: LocalKeyService
    var journal: Journal
    var isReachable = true

    var name: String { inner.name }
    var capabilities: KeyServiceCapabilities { inner.capabilities }
    func wrap(_ dataKey: borrowing SecretBytes, for context: EncryptionContext) async throws -> KeyWrapping {
        try await inner.wrap(dataKey, for: context)
    }
    func generateDataKey(for context: EncryptionContext) async throws -> DataKey {
        try await inner.generateDataKey(for: context)
    }
    func unwrap(_ wrapping: KeyWrapping, for context: EncryptionContext) async throws -> SecretBytes {
        journal.note("unwrap")
        guard isReachable else { throw VaultError(.keyServiceUnreachable) }
        return try await inner.unwrap(wrapping, for: context)
    }
    func describe() async throws -> KeyServiceDescription { try await inner.describe() }
}

/// Holds credential versions; nothing else of the port is asked of it.
struct CredentialShelf: ProviderStore {
    var versions: [CredentialVersion] = []
    var isAvailable = true

    func credentialVersion(_ id: CredentialVersionID) async throws -> CredentialVersion? {
        guard isAvailable else { throw StoreError(.unavailable) }
        return versions.first { $0.id == id }
    }
    func anyCredentialVersion() async throws -> CredentialVersion? { versions.first }
    func wrappings(in organization: OrganizationID) async throws -> [WrappingCount] { [] }
    func providers(in organization: OrganizationID) async throws -> [Provider] { throw StoreError(.unavailable) }
    func provider(_ id: ProviderID, in organization: OrganizationID) async throws -> Provider? {
        throw StoreError(.unavailable)
    }
    func insert(_ provider: Provider, version: CredentialVersion, audit: AuditEntry) async throws {
        throw StoreError(.unavailable)
    }
    func update(_ provider: Provider, when precondition: Precondition, audit: AuditEntry) async throws {
        throw StoreError(.unavailable)
    }
    func setHealth(_ health: ProviderHealth, of id: ProviderID) async throws { throw StoreError(.unavailable) }
    func providers(
        holding fingerprint: KeyFingerprint, in organization: OrganizationID
    ) async throws -> [Provider] { throw StoreError(.unavailable) }
    func use(of id: ProviderID, in organization: OrganizationID) async throws -> ProviderUse {
        throw StoreError(.unavailable)
    }
    func delete(
        _ id: ProviderID, in organization: OrganizationID, when precondition: Precondition, audit: AuditEntry
    ) async throws {
        throw StoreError(.unavailable)
    }
}

/// Holds the installation's row, counting what is written; nothing else of the port is asked of it.
final class InstallationShelf: IdentityStore {
    private let row: Mutex<Installation>
    private let writes = Mutex(0)
    /// Stored by "another process" between our look and our write.
    private let rival: SealedCredential?

    init(_ installation: Installation, rival: SealedCredential? = nil) {
        row = Mutex(installation)
        self.rival = rival
    }

    var writeCount: Int { writes.withLock { $0 } }

    func installation() async throws -> Installation { row.withLock { $0 } }
    func setFingerprintKey(_ sealed: SealedCredential) async throws {
        writes.withLock { $0 += 1 }
        row.withLock { row in
            if row.fingerprintKey == nil { row.fingerprintKey = rival ?? sealed }
        }
    }

    func hasOwner() async throws -> Bool { throw StoreError(.unavailable) }
    func createOwner(
        organization: Organization, user: User, passwordHash: String, audit: AuditEntry
    ) async throws { throw StoreError(.unavailable) }
    func user(email: String) async throws -> (user: User, passwordHash: String, membership: Membership)? {
        throw StoreError(.unavailable)
    }
    func user(_ id: UserID) async throws -> User? { throw StoreError(.unavailable) }
    func organization(_ id: OrganizationID) async throws -> Organization? { throw StoreError(.unavailable) }
    func membership(user: UserID, organization: OrganizationID) async throws -> Membership? {
        throw StoreError(.unavailable)
    }
    func insertSession(_ session: Session) async throws { throw StoreError(.unavailable) }
    func session(tokenHash: Digest32, at moment: Timestamp) async throws -> Session? { throw StoreError(.unavailable) }
    func deleteSession(_ id: SessionID) async throws { throw StoreError(.unavailable) }
    func insertAPIKey(_ key: APIKey, audit: AuditEntry) async throws { throw StoreError(.unavailable) }
    func apiKey(tokenHash: Digest32) async throws -> APIKey? { throw StoreError(.unavailable) }
    func apiKeys(in organization: OrganizationID) async throws -> [APIKey] { throw StoreError(.unavailable) }
    func revokeAPIKey(_ id: APIKeyID, in organization: OrganizationID, audit: AuditEntry) async throws -> Bool {
        throw StoreError(.unavailable)
    }
    func touchAPIKey(_ id: APIKeyID, at moment: Timestamp) async throws { throw StoreError(.unavailable) }
    func recordFailedSignIn(subject: String, at moment: Timestamp) async throws { throw StoreError(.unavailable) }
    func failedSignIns(subject: String, since moment: Timestamp) async throws -> Int { throw StoreError(.unavailable) }
    func clearFailedSignIns(subject: String) async throws { throw StoreError(.unavailable) }
}
