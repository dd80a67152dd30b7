// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

struct IdentityStoreTests {
    @Test func theInstallationIsMadeOnceAndKeepsItsFirstFingerprintKey() async throws {
        try await withStore { store in
            let identity = store.repositories.identity
            let first = try await identity.installation()
            #expect(first.fingerprintKey == nil)
            let sealed = Sample.sealed()
            try await identity.setFingerprintKey(sealed)
            try await identity.setFingerprintKey(Sample.sealed())
            let second = try await identity.installation()
            #expect(second.id == first.id)
            #expect(second.fingerprintKey == sealed)
        }
    }

    @Test func concurrentFirstCallsSeeOneInstallation() async throws {
        try await withStore { store in
            let ids = try await withThrowingTaskGroup(of: ID<Installation>.self) { group in
                for _ in 0..<20 { group.addTask { try await store.repositories.identity.installation().id } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
        }
    }

    @Test func theOwnerIsCreatedOnce() async throws {
        try await withStore { store in
            let identity = store.repositories.identity
            #expect(try await !identity.hasOwner())
            let (organization, user) = try await store.makeOrganization()
            #expect(try await identity.hasOwner())
            await #expect(throws: StoreError(.alreadySetUp)) { _ = try await store.makeOrganization() }
            let found = try #require(try await identity.user(email: "ann@example.com"))
            #expect(found.user == user)
            #expect(found.passwordHash == "scrypt$1")
            let membership = Membership(organization: organization.id, user: user.id, role: .owner)
            #expect(found.membership == membership)
            #expect(try await identity.membership(user: user.id, organization: organization.id) == membership)
            #expect(try await identity.organization(organization.id) == organization)
            #expect(try await identity.user(user.id) == user)
            #expect(try await identity.user(email: "bob@example.com") == nil)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM audit WHERE action = 'setup'") == 1)
        }
    }

    @Test func aSessionIsFoundByItsDigestUntilItRunsOut() async throws {
        try await withStore { store in
            let (organization, user) = try await store.makeOrganization()
            let identity = store.repositories.identity
            let session = Session(
                id: .make(), user: user.id, organization: organization.id, tokenHash: Sample.digest(),
                csrfToken: "csrf", createdAt: Sample.moment, expiresAt: Sample.moment.adding(seconds: 60))
            try await identity.insertSession(session)
            #expect(try await identity.session(tokenHash: session.tokenHash, at: Sample.moment) == session)
            #expect(try await identity.session(tokenHash: Sample.digest(), at: Sample.moment) == nil)
            #expect(try await identity.session(tokenHash: session.tokenHash, at: session.expiresAt) == nil)
            try await identity.deleteSession(session.id)
            #expect(try await identity.session(tokenHash: session.tokenHash, at: Sample.moment) == nil)
        }
    }

    @Test func anAPIKeyIsFoundByItsDigestUntilItIsRevoked() async throws {
        try await withStore { store in
            let (organization, user) = try await store.makeOrganization()
            let identity = store.repositories.identity
            let key = APIKey(
                id: .make(), organization: organization.id, name: "ci", role: .member,
                scope: APIKeyScope(isReadOnly: true, endpoints: ["support", "sales"]), tokenHash: Sample.digest(),
                prefix: "cust_AbCd", createdBy: user.id, createdAt: Sample.moment,
                expiresAt: Sample.moment.adding(seconds: 60))
            try await identity.insertAPIKey(key, audit: Sample.audit("key.create"))
            #expect(try await identity.apiKey(tokenHash: key.tokenHash) == key)
            #expect(try await identity.apiKeys(in: organization.id) == [key])
            let audit = Sample.audit("key.revoke")
            #expect(try await !identity.revokeAPIKey(key.id, in: .make(), audit: audit))
            #expect(try await identity.revokeAPIKey(key.id, in: organization.id, audit: audit))
            #expect(try await !identity.revokeAPIKey(key.id, in: organization.id, audit: audit))
            #expect(try await identity.apiKey(tokenHash: key.tokenHash) == nil)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM audit WHERE action = 'key.revoke'") == 1)
        }
    }

    @Test func aKeysUseIsNotedOnceAMinute() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let identity = store.repositories.identity
            let key = APIKey(
                id: .make(), organization: organization.id, name: "ci", role: .member, tokenHash: Sample.digest(),
                prefix: "cust_AbCd", createdBy: nil, createdAt: Sample.moment)
            try await identity.insertAPIKey(key, audit: Sample.audit("key.create"))
            for (seconds, noted) in [(0, 0), (59, 0), (60, 60), (61, 60)] as [(Int64, Int64)] {
                try await identity.touchAPIKey(key.id, at: Sample.moment.adding(seconds: seconds))
                let used = try await identity.apiKey(tokenHash: key.tokenHash)?.lastUsedAt
                #expect(used == Sample.moment.adding(seconds: noted))
            }
        }
    }

    @Test func failedSignInsAreCountedBySubjectAndForgotten() async throws {
        try await withStore { store in
            let identity = store.repositories.identity
            for seconds in [0, 10, 20] as [Int64] {
                try await identity.recordFailedSignIn(
                    subject: "email:a", at: Sample.moment.adding(seconds: seconds))
            }
            try await identity.recordFailedSignIn(subject: "email:b", at: Sample.moment)
            let since = Sample.moment.adding(seconds: 10)
            #expect(try await identity.failedSignIns(subject: "email:a", since: since) == 2)
            try await identity.clearFailedSignIns(subject: "email:a")
            #expect(try await identity.failedSignIns(subject: "email:a", since: Sample.moment) == 0)
            #expect(try await identity.failedSignIns(subject: "email:b", since: Sample.moment) == 1)
            try await identity.recordFailedSignIn(subject: "email:c", at: Sample.moment.adding(seconds: 90_000))
            #expect(try await store.count("SELECT COUNT(*) AS n FROM sign_in_attempts") == 1)
        }
    }
}
