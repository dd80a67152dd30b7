// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustVault

struct CredentialOpenerTests {
    private let journal = Journal()
    private let installation = ID<Installation>.make()
    private let keys = freshKeyService()
    private let agent = AgentID.make()

    private func storedVersion(number: Int64 = 1) async throws -> CredentialVersion {
        let (organization, provider) = (OrganizationID.make(), ProviderID.make())
        let place = CredentialLocation(organization: organization, provider: provider, versionNumber: number)
        let sealed = try await Vault(keyService: keys, installation: installation)
            .seal(secret("sk-test-0123456789"), for: place)
        return CredentialVersion(
            id: .make(), provider: provider, organization: organization, number: number, state: .current,
            sealed: sealed, createdAt: .now())
    }

    private func opener(
        _ shelf: CredentialShelf, audit: RecordingAuditLog, isReachable: Bool = true
    ) -> StoredCredentialOpener {
        let service = WatchedKeyService(inner: keys, journal: journal, isReachable: isReachable)
        return StoredCredentialOpener(
            vault: Vault(keyService: service, installation: installation), providers: shelf, audit: audit,
            clock: WallClock())
    }

    @Test func theAuditRowComesBeforeTheKey() async throws {
        let (version, audit) = (try await storedVersion(), RecordingAuditLog(journal: journal))
        let opened = try await opener(CredentialShelf(versions: [version]), audit: audit)
            .open(version.id, reason: .agentStart, actor: .agent(agent), agent: agent)
        #expect(text(of: opened) == "sk-test-0123456789")
        #expect(journal.all == ["audit intended", "unwrap", "audit succeeded"])
        let rows = audit.entries
        #expect(rows.allSatisfy { $0.action == "credential.open" && $0.organization == version.organization })
        #expect(rows.allSatisfy { $0.operation == rows[0].operation && $0.subject == "credential:\(version.id)" })
        #expect(rows[0].details["reason"] == "agent_start")
        #expect(rows[0].details["agent"] == agent.description)
    }

    @Test func nothingIsOpenedWhereTheAuditFails() async throws {
        let (version, audit) = (try await storedVersion(), RecordingAuditLog(journal: journal, failsFrom: 0))
        let code = await vaultCode {
            try await opener(CredentialShelf(versions: [version]), audit: audit)
                .open(version.id, reason: .test, actor: .system("setup"), agent: nil)
        }
        #expect(code == .credentialUnavailable)
        #expect(journal.all.isEmpty)
    }

    @Test func aKeyWhoseOutcomeCanNotBeWrittenIsNotHandedOut() async throws {
        let (version, audit) = (try await storedVersion(), RecordingAuditLog(journal: journal, failsFrom: 1))
        let code = await vaultCode {
            try await opener(CredentialShelf(versions: [version]), audit: audit)
                .open(version.id, reason: .gatewayLease, actor: .system("gateway"), agent: agent)
        }
        #expect(code == .credentialUnavailable)
        #expect(journal.all == ["audit intended", "unwrap"])
    }

    /// What is done to a stored row, and the cause that audit has for it.
    enum Damage: String, CaseIterable {
        case record, wrapping, moved, missing, storeDown
    }

    @Test(arguments: Damage.allCases)
    func everyFailureLooksTheSameFromOutside(damage: Damage) async throws {
        var version = try await storedVersion()
        let id = version.id
        let expected: String
        switch damage {
        case .record:
            version.sealed.record[90] ^= 1
            expected = "tag"
        case .wrapping:
            version.sealed.wrapping.wrappedKey[90] ^= 1
            expected = "key_service_refused"
        case .moved:
            version.number = 2
            expected = "key_service_refused"
        case .missing: expected = "credential_missing"
        case .storeDown: expected = "store_unavailable"
        }
        let audit = RecordingAuditLog(journal: journal)
        let shelf = CredentialShelf(
            versions: damage == .missing ? [] : [version], isAvailable: damage != .storeDown)
        do {
            _ = try await opener(shelf, audit: audit).open(id, reason: .test, actor: .system("setup"), agent: nil)
            Issue.record("opened")
        } catch {
            let presentable = try #require(error as? any PresentableError)
            #expect(presentable.errorCode == .credentialUnavailable)
            #expect(presentable.publicMessage == VaultError(.credentialUnavailable).publicMessage)
            #expect(presentable.details.isEmpty)
        }
        #expect(audit.entries.map(\.outcome) == [.intended, .failed])
        #expect(audit.entries.last?.details["cause"] == expected)
    }

    @Test func aKeyServiceThatIsAwayIsToldApart() async throws {
        let (version, audit) = (try await storedVersion(), RecordingAuditLog(journal: journal))
        do {
            _ = try await opener(CredentialShelf(versions: [version]), audit: audit, isReachable: false)
                .open(version.id, reason: .agentStart, actor: .agent(agent), agent: agent)
            Issue.record("opened")
        } catch {
            #expect((error as? any PresentableError)?.errorCode == .keyServiceUnavailable)
        }
        #expect(audit.entries.last?.details["cause"] == "key_service_unreachable")
    }
}

struct KeyFingerprinterTests {
    private let keys = freshKeyService()
    private let installation = Installation(id: .make(), createdAt: .now(), fingerprintKey: nil)
    private var vault: Vault { Vault(keyService: keys, installation: installation.id) }

    @Test func theSameKeyHasTheSameFingerprintAfterARestart() async throws {
        let shelf = InstallationShelf(installation)
        let first = try await KeyFingerprinter.make(identity: shelf, vault: vault)
        let second = try await KeyFingerprinter.make(identity: shelf, vault: vault)
        let key = secret("sk-test-0123456789")
        #expect(first.fingerprint(of: key) == second.fingerprint(of: key))
        #expect(first.fingerprint(of: key) != first.fingerprint(of: secret("sk-test-0123456788")))
        #expect(shelf.writeCount == 1)
    }

    @Test func anotherInstallationHasOtherFingerprints() async throws {
        let first = try await KeyFingerprinter.make(identity: InstallationShelf(installation), vault: vault)
        let second = try await KeyFingerprinter.make(identity: InstallationShelf(installation), vault: vault)
        let key = secret("sk-test-0123456789")
        #expect(first.fingerprint(of: key) != second.fingerprint(of: key))
    }

    @Test func ofTwoFirstStartsTheStoredKeyCounts() async throws {
        let rival = SecureRandom.secret(32)
        let sealed = try await vault.seal(rival, for: .fingerprintKey)
        let made = try await KeyFingerprinter.make(
            identity: InstallationShelf(installation, rival: sealed), vault: vault)
        let key = secret("sk-test-0123456789")
        #expect(made.fingerprint(of: key) == KeyFingerprinter(key: rival).fingerprint(of: key))
    }

    @Test func aWrongMasterKeyIsRecognisedAndNothingIsWritten() async throws {
        var known = installation
        known.fingerprintKey = try await vault.seal(SecureRandom.secret(32), for: .fingerprintKey)
        let shelf = InstallationShelf(known)
        let other = Vault(keyService: freshKeyService(), installation: installation.id)
        let code = await vaultCode { try await KeyFingerprinter.make(identity: shelf, vault: other) }
        #expect(code == .wrongMasterKey)
        #expect(shelf.writeCount == 0)
        #expect(try await shelf.installation().fingerprintKey == known.fingerprintKey)
    }

    @Test func bufferAndSecretGiveTheSameFingerprint() async throws {
        let made = try await KeyFingerprinter.make(identity: InstallationShelf(installation), vault: vault)
        let fromBuffer = Array("sk-test-0123456789".utf8).withUnsafeBytes { made.fingerprint(of: $0) }
        #expect(fromBuffer == made.fingerprint(of: secret("sk-test-0123456789")))
    }
}
