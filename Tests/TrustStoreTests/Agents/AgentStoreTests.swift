// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

struct AgentStoreTests {
    @Test func anAgentComesBackAsItWasStored() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (agents, organization) = (store.repositories.agents, scenario.organization.id)
            #expect(try await agents.agent(scenario.agent.id, in: organization) == scenario.agent)
            #expect(try await agents.agents(in: organization) == [scenario.agent])
            #expect(try await agents.agents(ofType: scenario.type.id, in: organization) == [scenario.agent])
            #expect(try await agents.agents(ofType: .make(), in: organization).isEmpty)
            #expect(try await agents.agent(scenario.agent.id, in: .make()) == nil)
            #expect(try await agents.activeAgents().isEmpty)
        }
    }

    @Test func anAgentNeedsAFreeNameAndALivingType() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            await #expect(throws: StoreError(.nameTaken(field: "name"))) {
                _ = try await store.makeAgent(in: scenario.organization.id, type: scenario.type.id)
            }
            await #expect(throws: StoreError(.notFound("agent type"))) {
                _ = try await store.makeAgent(in: scenario.organization.id, type: .make(), name: "x")
            }
        }
    }

    @Test func aStartOpensALeaseOnTheCurrentVersion() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let start = try await store.start(scenario.agent)
            #expect(start.agent.state == .starting)
            #expect(start.type == scenario.type)
            #expect(start.provider == scenario.provider)
            #expect(start.lease.version == scenario.version.id)
            #expect(start.lease.provider == scenario.provider.id)
            #expect(try await store.repositories.agents.activeAgents() == [start.agent])
            #expect(try await store.count("SELECT COUNT(*) AS n FROM leases") == 1)
        }
    }

    @Test(arguments: [Agent.State.starting, .running, .stopping])
    func anAgentThatIsNotAtRestCannotStartOrBeDeleted(_ state: Agent.State) async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (agents, agent) = (store.repositories.agents, scenario.agent)
            try await store.start(agent)
            if state != .starting { #expect(try await agents.markRunning(agent.id, at: Sample.moment)) }
            if state == .stopping { #expect(try await agents.markStopping(agent.id, at: Sample.moment)) }
            await #expect(throws: StoreError(.conflict("The agent is not at rest."))) { try await store.start(agent) }
            await #expect(throws: StoreError(.conflict("The agent has to be stopped first."))) {
                try await agents.delete(
                    agent.id, in: agent.organization, when: .none, audit: Sample.audit("agent.delete"))
            }
            #expect(try await agents.agent(agent.id, in: agent.organization)?.state == state)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM leases") == 1)
        }
    }

    @Test func concurrentStartsHaveOneWinner() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let wins = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask { (try? await store.start(scenario.agent)) == nil ? 0 : 1 }
                }
                return await group.reduce(0, +)
            }
            #expect(wins == 1)
        }
    }

    @Test func aStrangerStartsNothing() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            await #expect(throws: StoreError(.notFound("agent"))) {
                _ = try await store.repositories.agents.beginStart(
                    scenario.agent.id, in: .make(), tokenHash: Sample.digest(), terms: TokenTerms(),
                    at: Sample.moment)
            }
        }
    }

    @Test func runningAndStoppingChangeOnlyFromWhereTheyMay() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (agents, id) = (store.repositories.agents, scenario.agent.id)
            #expect(try await !agents.markRunning(id, at: Sample.moment))
            #expect(try await !agents.markStopping(id, at: Sample.moment))
            try await store.start(scenario.agent)
            let later = Sample.moment.adding(seconds: 1)
            #expect(try await agents.markRunning(id, at: later))
            #expect(try await !agents.markRunning(id, at: later.adding(seconds: 1)))
            let running = try #require(try await agents.agent(id, in: scenario.organization.id))
            #expect(running.startedAt == later)
            #expect(running.stateChangedAt == later)
            #expect(try await agents.markStopping(id, at: later))
            #expect(try await !agents.markStopping(id, at: later))
            #expect(try await !agents.markRunning(id, at: later))
        }
    }

    @Test func theEndClosesTheLeaseAndForgetsTokenAndProcess() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (agents, agent) = (store.repositories.agents, scenario.agent)
            try await store.start(agent)
            let process = ProcessIdentity(pid: 4321, startTicks: 99)
            try await agents.setProcess(process, of: agent.id)
            #expect(try await agents.agent(agent.id, in: agent.organization)?.process == process)
            try await agents.finish(agent.id, state: .error, reason: "It broke.", at: Sample.moment)
            let ended = try #require(try await agents.agent(agent.id, in: agent.organization))
            #expect(ended.state == .error)
            #expect(ended.stateReason == "It broke.")
            #expect(ended.process == nil)
            #expect(ended.startedAt == nil)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM leases") == 0)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM agents WHERE token_hash IS NULL") == 1)
            await #expect(throws: StoreError(.conflict("The agent is at rest."))) {
                try await agents.setProcess(process, of: agent.id)
            }
            await #expect(throws: StoreError(.notFound("agent"))) { try await agents.setProcess(process, of: .make()) }
            // From error it may start again, with the reason forgotten.
            let again = try await store.start(agent)
            #expect(again.agent.stateReason == nil)
        }
    }

    @Test func anAgentEndsOnlyAtRest() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let agents = store.repositories.agents
            try await store.start(scenario.agent)
            await #expect(throws: StoreError(.conflict("An agent ends in stopped or error."))) {
                try await agents.finish(scenario.agent.id, state: .running, reason: nil, at: Sample.moment)
            }
            await #expect(throws: StoreError(.notFound("agent"))) {
                try await agents.finish(.make(), state: .stopped, reason: nil, at: Sample.moment)
            }
            #expect(try await store.count("SELECT COUNT(*) AS n FROM leases") == 1)
        }
    }

    @Test func theEndFailsWhatWasTakenAndThatOfADeletedAgentWhatStillWaited() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (all, agent) = (store.repositories, scenario.agent)
            try await store.start(agent)
            let taken = try await store.ask(agent)
            let waiting = try await store.ask(agent, after: 1)
            _ = try await all.inbox.next(for: agent.id, within: .zero)
            try await all.agents.finish(
                agent.id, state: .stopped, reason: nil, keepsQueue: true, at: Sample.moment)
            let failed = try #require(try await all.messages.message(taken.id, in: agent.organization))
            #expect(failed.state == .failed)
            #expect(failed.errorCode == .agentNotRunning)
            #expect(try await all.messages.message(waiting.id, in: agent.organization)?.state == .queued)
            try await all.agents.delete(
                agent.id, in: agent.organization, when: .none, audit: Sample.audit("agent.delete"))
            let orphan = try #require(try await all.messages.message(waiting.id, in: agent.organization))
            #expect(orphan.errorCode == .agentNotFound)
            #expect(try await all.agents.agents(in: agent.organization).isEmpty)
            _ = try await store.makeAgent(in: agent.organization, type: agent.type)
        }
    }
}
