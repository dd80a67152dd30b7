// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

struct WrappingStoreTests {
    private let wrapping = KeyWrapping(service: "aws-kms", keyReference: "arn:new", wrappedKey: [9, 9, 9])

    @Test func everythingThatIsSealedIsFoundAndReplacedOnce() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let (provider, version) = try await store.makeProvider(in: organization.id)
            let fingerprintKey = Sample.sealed()
            try await store.repositories.identity.setFingerprintKey(fingerprintKey)
            let webhook = Webhook(
                organization: organization.id, url: nil, secretNumber: 2, secret: Sample.sealed(),
                createdAt: Sample.moment, updatedAt: Sample.moment)
            try await store.repositories.webhooks.put(
                webhook, audit: Sample.audit("webhook.set", organization: organization.id))
            let wrappings = store.repositories.wrappings

            let found = try await wrappings.secrets(notUnder: "aws-kms", "arn:new", limit: 10)
            #expect(
                Set(found) == [
                    StoredSecret(place: .fingerprintKey, sealed: fingerprintKey),
                    StoredSecret(place: .webhook(organization.id, secretNumber: 2), sealed: webhook.secret),
                    StoredSecret(
                        place: .version(
                            version.id, provider: provider.id, organization: organization.id, number: version.number),
                        sealed: version.sealed),
                ])
            #expect(try await wrappings.count(notUnder: "aws-kms", "arn:new") == 3)
            #expect(try await wrappings.secrets(notUnder: "aws-kms", "arn:new", limit: 2).count == 2)
            for secret in found {
                #expect(try await wrappings.replaceWrapping(of: secret, with: wrapping))
                // Whoever has read the old one comes too late.
                #expect(try await !wrappings.replaceWrapping(of: secret, with: wrapping))
            }
            #expect(try await wrappings.count(notUnder: "aws-kms", "arn:new") == 0)
            #expect(try await wrappings.secrets(notUnder: "aws-kms", "arn:new", limit: 10).isEmpty)
            #expect(try await store.repositories.identity.installation().fingerprintKey?.wrapping == wrapping)
            let stored = try await store.repositories.providers.credentialVersion(version.id)
            #expect(stored?.sealed == SealedCredential(record: version.sealed.record, wrapping: wrapping))
            #expect(
                try await store.repositories.providers.wrappings(in: organization.id) == [
                    WrappingCount(service: "aws-kms", keyReference: "arn:new", count: 1)
                ])
        }
    }
}
