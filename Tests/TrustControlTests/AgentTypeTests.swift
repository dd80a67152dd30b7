// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore

@Suite(.timeLimit(.minutes(5)))
struct AgentTypeTests {
    @Test func aSlugIsMadeFromTheNameWhereThereIsNone() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let view = try await house.control.agentTypes.create(
                house.owner,
                NewAgentType(
                    name: "Customer  Support (EU)", systemPrompt: "x", provider: provider.id, model: "gpt-4o"))
            #expect(view.type.slug == "customer-support-eu")
            #expect(view.providerName == provider.name)
            #expect(view.type.delivery == .env)
        }
    }

    @Test(arguments: [
        "name", "slug", "system_prompt", "provider_id", "model", "endpoint_slug", "temperature", "max_tokens",
        "capabilities", "delivery",
    ])
    func theFieldAtFaultIsNamed(name: String) async throws {
        try await House.with { house in
            let provider = try await house.provider()
            var new = NewAgentType(name: "T", slug: "t", systemPrompt: "x", provider: provider.id, model: "gpt-4o")
            switch name {
            case "name": new.name = ""
            case "slug": new.slug = "Not A Slug"
            case "system_prompt": new.systemPrompt = String(repeating: "x", count: 50_001)
            case "provider_id": new.provider = .make()
            case "model": new.model = "a\nb"
            case "endpoint_slug": new.endpointSlug = "a/b"
            case "temperature": new.temperature = 1.01
            case "max_tokens": new.maxTokens = 0
            // What runs elsewhere is never given the key itself.
            case "delivery": (new.runtime, new.delivery) = (.external, .env)
            default: new.capabilities = [.webHTTP, .webHTTP]
            }
            let refused = new
            #expect(await field { try await house.control.agentTypes.create(house.owner, refused) } == name)
            #expect(try await house.control.agentTypes.list(house.owner).isEmpty)
        }
    }

    @Test func slugsAreTakenOnceAndSoAreEndpoints() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let type = try await house.type(of: provider, slug: "one")
            let same = NewAgentType(name: "T", slug: "one", systemPrompt: "x", provider: provider.id, model: "gpt-4o")
            #expect(await field { try await house.control.agentTypes.create(house.owner, same) } == "slug")
            let other = try await house.type(of: provider, slug: "two")
            #expect(
                await field {
                    try await house.control.agentTypes.update(
                        house.owner, other.id, AgentTypeChange(endpointSlug: type.endpointSlug))
                } == "endpoint_slug")
        }
    }

    @Test func changesKeepTheRestAndCanTakeAway() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider())
            let changed = try await house.control.agentTypes.update(
                house.owner, type.id,
                AgentTypeChange(model: "gpt-4o-mini", endpointSlug: "", temperature: .some(nil))
            ).type
            #expect(changed.model == "gpt-4o-mini")
            #expect(changed.endpointSlug == nil)
            #expect(changed.temperature == nil)
            #expect(changed.maxTokens == type.maxTokens)
            #expect(changed.systemPrompt == type.systemPrompt)
            #expect(try await house.control.agentTypes.show(house.owner, type.id).type == changed)
        }
    }

    @Test func aTypeWithAgentsStays() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider())
            let agent = try await house.agent(of: type)
            #expect(await code { try await house.control.agentTypes.delete(house.owner, type.id) } == .agentTypeInUse)
            try await house.control.agents.delete(house.owner, agent.id)
            try await house.control.agentTypes.delete(house.owner, type.id)
            #expect(try await house.control.agentTypes.list(house.owner).isEmpty)
        }
    }
}
