// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore
import TrustStore

struct ProviderStoreTests {
    @Test func aProviderComesBackAsItWasStored() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let (provider, version) = try await store.makeProvider(in: organization.id)
            let providers = store.repositories.providers
            #expect(try await providers.provider(provider.id, in: organization.id) == provider)
            #expect(try await providers.providers(in: organization.id) == [provider])
            #expect(try await providers.credentialVersion(version.id) == version)
            #expect(try await providers.anyCredentialVersion() == version)
            #expect(try await providers.provider(provider.id, in: .make()) == nil)
            #expect(try await providers.providers(in: .make()).isEmpty)
        }
    }

    @Test func aTakenNameLeavesNothingBehind() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            _ = try await store.makeProvider(in: organization.id)
            await #expect(throws: StoreError(.nameTaken(field: "name"))) {
                _ = try await store.makeProvider(in: organization.id)
            }
            #expect(try await store.count("SELECT COUNT(*) AS n FROM credential_versions") == 1)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM audit WHERE action = 'provider.create'") == 1)
        }
    }

    @Test func aKeyOfAnotherProviderIsNotStored() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let (provider, _) = Sample.provider(in: organization.id)
            let (_, version) = Sample.provider(in: organization.id)
            await #expect(throws: StoreError.self) {
                try await store.repositories.providers.insert(
                    provider, version: version, audit: Sample.audit("provider.create"))
            }
            #expect(try await store.count("SELECT COUNT(*) AS n FROM providers") == 0)
        }
    }

    @Test func nameAndUseCaseChangeAndNothingElse() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let (provider, _) = try await store.makeProvider(in: organization.id)
            _ = try await store.makeProvider(in: organization.id, name: "other")
            let providers = store.repositories.providers
            var changed = provider
            (changed.name, changed.useCase, changed.type) = ("renamed", nil, .anthropic)
            try await providers.update(changed, audit: Sample.audit("provider.update"))
            let stored = try #require(try await providers.provider(provider.id, in: organization.id))
            #expect(stored.name == "renamed")
            #expect(stored.useCase == nil)
            #expect(stored.type == .openai)
            changed.name = "other"
            let taken = changed
            await #expect(throws: StoreError(.nameTaken(field: "name"))) {
                try await providers.update(taken, audit: Sample.audit("provider.update"))
            }
            changed.id = .make()
            let unknown = changed
            await #expect(throws: StoreError(.notFound("provider"))) {
                try await providers.update(unknown, audit: Sample.audit("provider.update"))
            }
        }
    }

    @Test func healthIsKeptWithoutAnAuditRow() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let (provider, _) = try await store.makeProvider(in: organization.id)
            let providers = store.repositories.providers
            let health = ProviderHealth(state: .rateLimited, checkedAt: Sample.moment, message: "Wait.")
            let rows = try await store.count("SELECT COUNT(*) AS n FROM audit")
            try await providers.setHealth(health, of: provider.id)
            #expect(try await providers.provider(provider.id, in: organization.id)?.health == health)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM audit") == rows)
            await #expect(throws: StoreError(.notFound("provider"))) {
                try await providers.setHealth(health, of: .make())
            }
        }
    }

    @Test func providersWithTheSameKeyAreFound() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let (provider, _) = try await store.makeProvider(in: organization.id)
            _ = try await store.makeProvider(in: organization.id, name: "other")
            let providers = store.repositories.providers
            #expect(try await providers.providers(holding: provider.fingerprint, in: organization.id) == [provider])
            #expect(try await providers.providers(holding: provider.fingerprint, in: .make()).isEmpty)
            #expect(try await providers.providers(holding: Sample.fingerprint(), in: organization.id).isEmpty)
        }
    }

    @Test func whatStandsOnAProviderKeepsItAndIsNamed() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (organization, provider) = (scenario.organization.id, scenario.provider.id)
            let all = store.repositories
            func deletion() async throws {
                try await all.providers.delete(provider, in: organization, audit: Sample.audit("provider.delete"))
            }
            let type = ProviderUse.Entry(id: scenario.type.id.description, name: "Support")
            let agent = ProviderUse.Entry(id: scenario.agent.id.description, name: "agent-1")
            try await store.start(scenario.agent)
            await #expect(throws: StoreError(.providerInUse(ProviderUse(agents: [agent], agentTypes: [type])))) {
                try await deletion()
            }
            try await all.agents.finish(scenario.agent.id, state: .stopped, reason: nil, at: Sample.moment)
            // A stopped agent holds nothing, but its type still names the provider.
            await #expect(throws: StoreError(.providerInUse(ProviderUse(agents: [], agentTypes: [type])))) {
                try await deletion()
            }
            try await all.agents.delete(
                scenario.agent.id, in: organization, when: .none, audit: Sample.audit("agent.delete"))
            try await all.agentTypes.delete(scenario.type.id, in: organization, audit: Sample.audit("type.delete"))
            #expect(try await all.providers.use(of: provider, in: organization).isEmpty)
            await #expect(throws: StoreError(.notFound("provider"))) {
                try await all.providers.delete(provider, in: .make(), audit: Sample.audit("provider.delete"))
            }
            try await deletion()
            #expect(try await all.providers.provider(provider, in: organization) == nil)
            #expect(try await all.providers.credentialVersion(scenario.version.id) == nil)
            #expect(try await all.providers.anyCredentialVersion() == nil)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM credential_wrappings") == 0)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM providers WHERE key_hint IS NULL") == 1)
            await #expect(throws: StoreError(.notFound("provider"))) { try await deletion() }
            // The name is free again.
            _ = try await store.makeProvider(in: organization)
        }
    }

    @Test func nothingOfADeletedKeyIsLeftInTheFiles() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let (provider, version) = try await store.makeProvider(in: organization.id)
            func occurrences(_ needle: [UInt8]) throws -> Int {
                try ["", "-wal"].filter { suffix in
                    let data = try Data(contentsOf: URL(fileURLWithPath: store.path + suffix))
                    return data.range(of: Data(needle)) != nil
                }.count
            }
            let (record, wrapped) = (version.sealed.record, version.sealed.wrapping.wrappedKey)
            #expect(try occurrences(record) > 0)
            #expect(try occurrences(wrapped) > 0)
            try await store.repositories.providers.delete(
                provider.id, in: organization.id, audit: Sample.audit("provider.delete"))
            #expect(try occurrences(record) == 0)
            #expect(try occurrences(wrapped) == 0)
        }
    }
}

@Suite struct PreconditionTests {
    @Test func aVersionIsComparedInTheTransactionOfTheChange() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let (provider, _) = try await store.makeProvider(in: organization.id)
            let providers = store.repositories.providers
            // Two who read the same version write at once: one of them gets through.
            let read = Precondition(versions: [provider.version])
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in 1...8 {
                    group.addTask {
                        var changed = provider
                        changed.name = "name \(number)"
                        changed.updatedAt = Timestamp(microseconds: provider.updatedAt.microseconds + Int64(number))
                        do {
                            try await providers.update(changed, when: read, audit: Sample.audit("provider.update"))
                            return true
                        } catch { return (error as? StoreError)?.errorCode != .preconditionFailed }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 } == 1)
            await #expect(throws: StoreError.self) {
                try await providers.delete(
                    provider.id, in: organization.id, when: read, audit: Sample.audit("provider.delete"))
            }
            #expect(try await providers.provider(provider.id, in: organization.id) != nil)
        }
    }
}
