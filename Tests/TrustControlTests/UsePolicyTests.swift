// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore
import TrustStore

@Suite(.timeLimit(.minutes(3)))
struct UsePolicyTests {
    @Test func aProviderThatIsKeptServesNoOtherTypeAndTheRefusalIsAudited() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let kept = try await house.type(of: provider, slug: "kept", delivery: .leased)
            let other = try await house.type(of: provider, slug: "other", delivery: .leased)
            _ = try await house.control.providers.update(
                house.owner, provider.id, usePolicy: UsePolicy(agentTypes: [kept.id]))
            let allowed = try await house.control.agents.create(house.owner, name: "a", type: kept.id).agent
            let refused = try await house.control.agents.create(house.owner, name: "b", type: other.id).agent
            _ = try await house.control.agents.start(house.owner, allowed.id)
            #expect(
                await code { try await house.control.agents.start(house.owner, refused.id) } == .deliveryNotAllowed)
            #expect(try await house.control.agents.show(house.owner, refused.id).agent.state == .stopped)
            #expect(try await house.audited().contains("agent.start failed"))
            #expect(try await house.control.agentTypes.show(house.owner, other.id).refusal == .agentType)
            #expect(try await house.control.agentTypes.show(house.owner, kept.id).refusal == nil)
            _ = try await house.control.providers.update(house.owner, provider.id, usePolicy: .open)
            _ = try await house.control.agents.start(house.owner, refused.id)
        }
    }

    @Test func aDeliveryThatIsNotAllowedIsRefusedWhereItIsSaidAndAtEveryStart() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let type = try await house.type(of: provider, slug: "before", delivery: .env)
            let agent = try await house.control.agents.create(house.owner, name: "a", type: type.id).agent
            _ = try await house.control.providers.update(
                house.owner, provider.id, usePolicy: UsePolicy(deliveries: [.leased]))
            #expect(
                await code { try await house.type(of: provider, slug: "after", delivery: .env) }
                    == .deliveryNotAllowed)
            #expect(await code { try await house.control.agents.start(house.owner, agent.id) } == .deliveryNotAllowed)
            let changed = try await house.control.agentTypes.update(
                house.owner, type.id, AgentTypeChange(delivery: .leased))
            #expect(changed.refusal == nil)
            _ = try await house.control.agents.start(house.owner, agent.id)
            #expect(
                await code {
                    try await house.control.agentTypes.update(house.owner, type.id, AgentTypeChange(delivery: .env))
                } == .deliveryNotAllowed)
        }
    }

    @Test func aPolicyNamesLivingTypesOfItsOrganizationAndAtLeastOneDelivery() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            for policy in [UsePolicy(agentTypes: [.make()]), UsePolicy(deliveries: [])] {
                let named = await field {
                    try await house.control.providers.update(house.owner, provider.id, usePolicy: policy)
                }
                #expect(named == "use_policy")
            }
            #expect(
                await code {
                    try await house.control.providers.update(
                        house.caller(.member), provider.id, usePolicy: .open)
                } == .forbidden)
        }
    }

    @Test func aCommandHoldsTheKeyItselfOnlyOnceItIsApproved() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let type = try await house.type(of: provider)
            let agent = try await house.control.agents.create(house.owner, name: "a", type: type.id).agent
            let member = house.caller(.member)
            let commanded = try await house.control.agentTypes.update(
                member, type.id, AgentTypeChange(command: ["/usr/bin/python3", "agent.py"]))
            #expect(commanded.refusal == .approval)
            #expect(await code { try await house.control.agents.start(member, agent.id) } == .deliveryNotAllowed)
            #expect(await code { try await house.control.agentTypes.approve(member, type.id) } == .forbidden)

            let approved = try await house.control.agentTypes.approve(house.caller(.admin), type.id)
            #expect(approved.refusal == nil && approved.type.isApproved)
            let started = try await house.control.agents.start(member, agent.id)
            #expect(started.agent.state == .running)
            #expect(house.driver.runs.last?.launch.command == ["/usr/bin/python3", "agent.py"])
            _ = try await house.control.agents.stop(member, agent.id)

            // Any change takes it away, also one that is taken back.
            for command in [["/usr/bin/python3", "other.py"], ["/usr/bin/python3", "agent.py"]] {
                let changed = try await house.control.agentTypes.update(
                    member, type.id, AgentTypeChange(command: command))
                #expect(changed.refusal == .approval)
            }
            // What has the name changed alone stays approved.
            _ = try await house.control.agentTypes.approve(house.owner, type.id)
            let renamed = try await house.control.agentTypes.update(member, type.id, AgentTypeChange(name: "Other"))
            #expect(renamed.refusal == nil)
            #expect(try await house.control.agentTypes.disapprove(house.owner, type.id).refusal == .approval)
            #expect(
                try await house.control.agentTypes.update(member, type.id, AgentTypeChange(delivery: .leased)).refusal
                    == nil)
            #expect(await code { try await house.control.agentTypes.approve(house.owner, type.id) } == .invalidRequest)
        }
    }

    @Test func aTypeThatGoesLeavesThePolicyAndOpensNothing() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let kept = try await house.type(of: provider, slug: "kept")
            let other = try await house.type(of: provider, slug: "other")
            _ = try await house.control.providers.update(
                house.owner, provider.id, usePolicy: UsePolicy(agentTypes: [kept.id]))
            try await house.control.agentTypes.delete(house.owner, kept.id)
            let policy = try await house.control.providers.show(house.owner, provider.id).provider.usePolicy
            #expect(policy.agentTypes == [])
            #expect(try await house.control.agentTypes.show(house.owner, other.id).refusal == .agentType)
            // What it named once does not stand in the way of another change.
            let renamed = try await house.control.providers.update(house.owner, provider.id, name: "renamed")
            #expect(renamed.provider.name == "renamed" && renamed.provider.usePolicy == policy)
        }
    }

    @Test(
        arguments: [
            ["python3"], ["/bin/a\0b"], ["./agent"], ["/bin/a", "\u{202E}gpj.exe"], ["/bin/a", "a\u{200B}b"],
            ["/bin/a", "\u{1B}[2K"], ["/bin/a", "a\rb"],
        ] + [Array(repeating: "/bin/true", count: 65)])
    func whatIsNoCommandIsRefused(command: [String]) async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider())
            let named = await field {
                try await house.control.agentTypes.update(house.owner, type.id, AgentTypeChange(command: command))
            }
            #expect(named == "command")
        }
    }
}
