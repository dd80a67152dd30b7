// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustVault

struct VaultTests {
    private let vault = Vault(keyService: freshKeyService(), installation: .make())
    private let organization = OrganizationID.make()

    private func location(provider: ProviderID = .make(), version: Int64 = 1) -> CredentialLocation {
        CredentialLocation(organization: organization, provider: provider, versionNumber: version)
    }

    @Test func whatIsSealedOpensAtItsPlace() async throws {
        let place = location()
        let sealed = try await vault.seal(secret("sk-test-0123456789"), for: place)
        #expect(try await text(of: vault.open(sealed, at: place)) == "sk-test-0123456789")
        #expect(sealed.wrapping.service == "local")
        #expect(sealed.wrapping.wrappedKey.count == 104)
        #expect(sealed.wrapping.wrappedKey.prefix(4).elementsEqual("LKW1".utf8))
    }

    @Test func theContextHasExactlyTheseFields() throws {
        let (installation, provider) = (ID<Installation>.make(), ProviderID.make())
        let place = location(provider: provider, version: 7)
        #expect(
            EncryptionContext(of: place, installation: installation).values == [
                "app": "ag2trust", "fmt": "1", "purpose": "provider-credential", "install": "\(installation)",
                "org": "\(organization)", "provider": "\(provider)", "version": "7",
            ])
        #expect(
            EncryptionContext(of: .fingerprintKey, installation: installation).values == [
                "app": "ag2trust", "fmt": "1", "purpose": "fingerprint-key", "install": "\(installation)",
            ])
    }

    @Test func aRecordOpensNowhereElse() async throws {
        let (provider, keys) = (ProviderID.make(), freshKeyService())
        let (here, elsewhere) = (ID<Installation>.make(), ID<Installation>.make())
        let vault = Vault(keyService: keys, installation: here)
        let sealed = try await vault.seal(secret("sk-test-0123456789"), for: location(provider: provider))
        let places = [
            location(provider: provider, version: 2), location(), .fingerprintKey,
            CredentialLocation(organization: .make(), provider: provider, versionNumber: 1),
        ]
        for place in places {
            #expect(await vaultCode { try await vault.open(sealed, at: place) } == .keyServiceRefused)
        }
        let other = Vault(keyService: keys, installation: elsewhere)
        let code = await vaultCode { try await other.open(sealed, at: location(provider: provider)) }
        #expect(code == .keyServiceRefused)
    }

    @Test func swappedRecordsAndSwappedDataKeysAreRefused() async throws {
        let (first, second) = (location(), location())
        let one = try await vault.seal(secret("sk-one-0123456789"), for: first)
        let two = try await vault.seal(secret("sk-two-0123456789"), for: second)
        #expect(await vaultCode { try await vault.open(two, at: first) } == .keyServiceRefused)
        #expect(await vaultCode { try await vault.open(one, at: second) } == .keyServiceRefused)
        let mixed = SealedCredential(record: two.record, wrapping: one.wrapping)
        #expect(await vaultCode { try await vault.open(mixed, at: first) } == .commitmentMismatch)
        let again = try await vault.seal(secret("sk-one-0123456789"), for: first)
        let stale = SealedCredential(record: one.record, wrapping: again.wrapping)
        #expect(await vaultCode { try await vault.open(stale, at: first) } == .commitmentMismatch)
    }

    @Test func everyFlippedBitOfAWrappedKeyIsRefused() async throws {
        let place = location()
        let sealed = try await vault.seal(secret("sk-test-0123456789"), for: place)
        for bit in 0..<(sealed.wrapping.wrappedKey.count * 8) {
            var changed = sealed
            changed.wrapping.wrappedKey[bit / 8] ^= 1 << UInt8(bit % 8)
            let code = await vaultCode { try await vault.open(changed, at: place) }
            let expected: VaultError.Code =
                bit < 32 ? .malformedRecord : bit < 96 ? .wrongMasterKey : .keyServiceRefused
            #expect(code == expected, "bit \(bit)")
        }
        var truncated = sealed
        truncated.wrapping.wrappedKey.removeLast()
        #expect(await vaultCode { try await vault.open(truncated, at: place) } == .malformedRecord)
        var renamed = sealed
        renamed.wrapping.service = "aws-kms"
        #expect(await vaultCode { try await vault.open(renamed, at: place) } == .keyServiceRefused)
        var moved = sealed
        moved.wrapping.keyReference = "local:0000000000000000"
        #expect(await vaultCode { try await vault.open(moved, at: place) } == .wrongMasterKey)
    }

    @Test func noNonceAndNoMessageIDComesTwice() async throws {
        let place = location()
        var (nonces, messageIDs, salts, wrapNonces) = (Set<[UInt8]>(), Set<[UInt8]>(), Set<[UInt8]>(), Set<[UInt8]>())
        for _ in 0..<2000 {
            let sealed = try await vault.seal(secret("sk-test-0123456789"), for: place)
            let record = try PKR1Record(parsing: sealed.record)
            nonces.insert(record.nonce)
            messageIDs.insert(record.messageID)
            salts.insert(Array(sealed.wrapping.wrappedKey[12..<44]))
            wrapNonces.insert(Array(sealed.wrapping.wrappedKey[44..<56]))
        }
        #expect(nonces.count == 2000 && messageIDs.count == 2000 && salts.count == 2000 && wrapNonces.count == 2000)
    }

    @Test func anotherMasterKeyIsRecognised() async throws {
        let (place, installation) = (location(), ID<Installation>.make())
        let sealed = try await Vault(keyService: freshKeyService(), installation: installation)
            .seal(secret("sk-test-0123456789"), for: place)
        let other = Vault(keyService: freshKeyService(), installation: installation)
        #expect(await vaultCode { try await other.open(sealed, at: place) } == .wrongMasterKey)
    }

    @Test func aLocalServiceCanNotRewrap() async throws {
        let context = EncryptionContext(of: location(), installation: .make())
        let service = freshKeyService()
        let wrapping = try await service.generateDataKey(for: context).wrapping
        #expect(await vaultCode { try await service.rewrap(wrapping, for: context) } == .unsupportedByKeyService)
    }

    @Test func whatIsStoredHoldsNothingOfTheSecret() async throws {
        let sealed = try await vault.seal(secret("canary-0123456789abcdef"), for: location())
        let stored = sealed.record + sealed.wrapping.wrappedKey
        #expect(stored.firstRange(of: Array("canary".utf8)) == nil)
        #expect(stored.firstRange(of: Array("0123456789".utf8)) == nil)
    }
}
