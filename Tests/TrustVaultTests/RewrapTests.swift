// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustVault

struct RewrapTests {
    private let installation = ID<Installation>.make()
    private let organization = OrganizationID.make()
    private let provider = ProviderID.make()

    private var place: CredentialLocation {
        CredentialLocation(organization: organization, provider: provider, versionNumber: 3)
    }

    private func stored(_ sealed: SealedCredential, number: Int64 = 3) -> StoredSecret {
        StoredSecret(
            place: .version(.make(), provider: provider, organization: organization, number: number), sealed: sealed)
    }

    @Test func aSecretMovesToAnotherMasterKeyWithoutChangingItsRecord() async throws {
        let (old, new) = (freshKeyService(), freshKeyService())
        let before = Vault(keyService: old, installation: installation)
        let sealed = try await before.seal(secret("sk-moves-0123456789"), for: place)
        let both = Vault(keyService: new, others: [old], installation: installation)
        #expect(try await text(of: both.open(sealed, at: place)) == "sk-moves-0123456789")
        let moved = SealedCredential(record: sealed.record, wrapping: try await both.rewrap(stored(sealed)))
        #expect(moved.wrapping.keyReference == new.keyReference)
        let after = Vault(keyService: new, installation: installation)
        #expect(try await text(of: after.open(moved, at: place)) == "sk-moves-0123456789")
        #expect(await vaultCode { try await after.open(sealed, at: place) } == .wrongMasterKey)
    }

    @Test func aWrappingOfAnotherRecordIsNotTakenAlong() async throws {
        let (old, new) = (freshKeyService(), freshKeyService())
        let before = Vault(keyService: old, installation: installation)
        let one = try await before.seal(secret("sk-one-0123456789"), for: place)
        let two = try await before.seal(secret("sk-two-0123456789"), for: place)
        let both = Vault(keyService: new, others: [old], installation: installation)
        let mixed = stored(SealedCredential(record: one.record, wrapping: two.wrapping))
        #expect(await vaultCode { _ = try await both.rewrap(mixed) } == .commitmentMismatch)
        #expect(await vaultCode { _ = try await both.rewrap(stored(one, number: 4)) } == .keyServiceRefused)
    }
}
