// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

struct AgentTypeStoreTests {
    @Test func aTypeComesBackAsItWasStored() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (types, organization) = (store.repositories.agentTypes, scenario.organization.id)
            #expect(try await types.agentType(scenario.type.id, in: organization) == scenario.type)
            #expect(try await types.agentTypes(in: organization) == [scenario.type])
            #expect(try await types.agentType(endpointSlug: "support", in: organization) == scenario.type)
            #expect(try await types.agentType(endpointSlug: "support", in: .make()) == nil)
            #expect(try await types.agentType(scenario.type.id, in: .make()) == nil)
        }
    }

    @Test func aTypeWithoutOptionalPartsComesBackToo() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            var type = Sample.agentType(
                in: scenario.organization.id, provider: scenario.provider.id, slug: "bare", endpoint: nil)
            (type.capabilities, type.temperature, type.maxTokens, type.delivery) = ([], nil, nil, .leased)
            try await store.repositories.agentTypes.insert(type, audit: Sample.audit("type.create"))
            let stored = try await store.repositories.agentTypes.agentType(type.id, in: scenario.organization.id)
            #expect(stored == type)
        }
    }

    @Test func takenSlugsAreNamed() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let types = store.repositories.agentTypes
            let (organization, provider) = (scenario.organization.id, scenario.provider.id)
            for (slug, endpoint, field) in [("support", "x", "slug"), ("x", "support", "endpoint_slug")] {
                let type = Sample.agentType(in: organization, provider: provider, slug: slug, endpoint: endpoint)
                await #expect(throws: StoreError(.nameTaken(field: field))) {
                    try await types.insert(type, audit: Sample.audit("type.create"))
                }
            }
            #expect(try await types.agentTypes(in: organization).count == 1)
        }
    }

    @Test func aTypeNeedsALivingProviderOfItsOrganization() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let types = store.repositories.agentTypes
            let type = Sample.agentType(in: scenario.organization.id, provider: .make(), slug: "x", endpoint: nil)
            await #expect(throws: StoreError(.notFound("provider"))) {
                try await types.insert(type, audit: Sample.audit("type.create"))
            }
            var changed = scenario.type
            changed.provider = .make()
            let moved = changed
            await #expect(throws: StoreError(.notFound("provider"))) {
                try await types.update(moved, audit: Sample.audit("type.update"))
            }
            #expect(try await types.agentType(scenario.type.id, in: scenario.organization.id) == scenario.type)
        }
    }

    @Test func anUpdateReplacesRouteAndCapabilities() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (types, organization) = (store.repositories.agentTypes, scenario.organization.id)
            let (other, _) = try await store.makeProvider(in: organization, name: "other")
            var type = scenario.type
            (type.provider, type.model, type.capabilities) = (other.id, "gpt-4o-mini", [.codeReview])
            (type.name, type.temperature, type.endpointSlug) = ("New", nil, nil)
            try await types.update(type, audit: Sample.audit("type.update"))
            #expect(try await types.agentType(type.id, in: organization) == type)
            type.id = .make()
            let unknown = type
            await #expect(throws: StoreError(.notFound("agent type"))) {
                try await types.update(unknown, audit: Sample.audit("type.update"))
            }
        }
    }

    @Test func aTypeWithLivingAgentsStays() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (all, organization) = (store.repositories, scenario.organization.id)
            let entry = ProviderUse.Entry(id: scenario.agent.id.description, name: scenario.agent.name)
            await #expect(throws: StoreError(.agentTypeInUse(agents: [entry]))) {
                try await all.agentTypes.delete(
                    scenario.type.id, in: organization, audit: Sample.audit("type.delete"))
            }
            try await all.agents.delete(
                scenario.agent.id, in: organization, when: .none, audit: Sample.audit("agent.delete"))
            try await all.agentTypes.delete(scenario.type.id, in: organization, audit: Sample.audit("type.delete"))
            #expect(try await all.agentTypes.agentTypes(in: organization).isEmpty)
            await #expect(throws: StoreError(.notFound("agent type"))) {
                try await all.agentTypes.delete(
                    scenario.type.id, in: organization, audit: Sample.audit("type.delete"))
            }
            // Both slugs are free again.
            _ = try await store.makeType(in: organization, provider: scenario.provider.id)
        }
    }
}
