// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore

struct AgentIsolationTests {
    private static let unguarded = Isolation([.network, .signals, .systemCalls, .limits])

    @Test func aKeyIsNotEvenOpenedForAnAgentThatNothingKeepsApart() async throws {
        try await House.with { house in
            house.driver.held = Self.unguarded
            let agent = try await house.agent(of: house.type(of: house.provider()))
            let refusal = await #expect(throws: ControlError.self) {
                _ = try await house.control.agents.start(house.owner, agent.id)
            }
            #expect(refusal?.code == .deliveryNotAllowed)
            let run = try #require(house.driver.runs.first)
            #expect(run.isCancelled && run.key == nil)
            #expect(try await !house.audited().contains { $0.hasPrefix("credential.open") })
            let view = try await house.control.agents.show(house.owner, agent.id)
            #expect(view.agent.state == .error && view.agent.stateReason == refusal?.message)
            #expect(view.isolation == Self.unguarded)
        }
    }

    @Test func aLeasedTokenIsHandedOverAllTheSame() async throws {
        try await House.with { house in
            house.driver.held = .unguarded
            let agent = try await house.agent(of: house.type(of: house.provider(), delivery: .leased))
            let view = try await house.control.agents.start(house.owner, agent.id)
            #expect(view.agent.state == .starting && view.isolation?.level == Isolation.Level.none)
        }
    }

    @Test func theOperatorMayAllowIt() async throws {
        try await House.with { house in
            house.driver.held = .unguarded
            var ports = house.ports
            ports.allowsUnisolatedEnv = true
            let agent = try await house.agent(of: house.type(of: house.provider()))
            _ = try await Control(ports).agents.start(house.owner, agent.id)
            #expect(house.driver.runs.first?.key != nil)
        }
    }

    @Test(arguments: [Isolation.Protection.filesystem, .userNamespace, .ownUser])
    func oneWallIsEnough(wall: Isolation.Protection) async throws {
        try await House.with { house in
            house.driver.held = Isolation([wall])
            let agent = try await house.agent(of: house.type(of: house.provider()))
            #expect(try await house.control.agents.start(house.owner, agent.id).isolation?.level == .partial)
        }
    }

    @Test func anAgentThatRunsElsewhereHasNone() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider(), delivery: .leased, runtime: .external)
            #expect(try await house.control.agents.show(house.owner, house.agent(of: type).id).isolation == nil)
        }
    }
}
