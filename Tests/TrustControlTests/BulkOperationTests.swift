// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore
import TrustStore

@Suite(.timeLimit(.minutes(5)))
struct BulkOperationTests {
    /// Runs what waits, while every agent that was started asks for messages as a real one would.
    private func drain(_ house: House) async throws {
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    for agent in try await house.repositories.agents.activeAgents() where agent.state == .starting {
                        _ = try await house.repositories.agents.markRunning(agent.id, at: house.clock.now)
                    }
                    try? await Task.sleep(for: .milliseconds(10))
                }
            }
            await house.control.bulkRunner.drain()
            group.cancelAll()
            while (try? await group.next()) != nil {}
        }
    }

    private func states(_ house: House) async throws -> [Agent.State] {
        try await house.control.agents.list(house.owner).map(\.agent.state)
    }

    @Test func manyAreStartedAndOneFailureKeepsNobodyFromIt() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let here = try await house.type(of: provider)
            let elsewhere = try await house.type(of: provider, slug: "elsewhere", delivery: .leased, runtime: .external)
            var agents: [AgentID] = []
            for number in 0..<20 { agents.append(try await house.agent(of: here, name: "a\(number)").id) }
            let outside = try await house.agent(of: elsewhere, name: "outside")
            let asked = try await house.control.operations.act(
                house.owner, .start, on: .these(agents + [outside.id]))
            #expect(!asked.isFinished && asked.items.count == 21)
            try await drain(house)
            let done = try await house.control.operations.show(house.owner, asked.id)
            #expect(done.isFinished && done.done == 20 && done.failed == 1)
            let failed = done.items.first { $0.status == .failed }
            #expect(failed?.agent == outside.id && failed?.errorCode == .agentRunsElsewhere)
            #expect(try await states(house).count { $0 == .running } == 20)
            // Each agent's own record stays.
            #expect(try await house.audited().count { $0 == "agent.start succeeded" } == 20)
            #expect(try await house.audited().contains("agents.start succeeded"))
        }
    }

    @Test func whatIsThereAlreadyIsDoneAndStoppingIsToo() async throws {
        try await House.with { house in
            let type = try await house.type(of: try await house.provider())
            let agent = try await house.runningAgent(of: type)
            let rests = try await house.agent(of: type, name: "rests")
            let before = house.driver.runs.count
            let start = try await house.control.operations.act(house.owner, .start, on: .these([agent.id]))
            try await drain(house)
            #expect(try await house.control.operations.show(house.owner, start.id).done == 1)
            #expect(house.driver.runs.count == before)
            let stop = try await house.control.operations.act(
                house.owner, .stop, on: .selected(AgentFilter(type: type.id)))
            try await drain(house)
            #expect(try await house.control.operations.show(house.owner, stop.id).done == 2)
            #expect(try await house.control.agents.show(house.owner, rests.id).agent.state == .stopped)
            #expect(try await house.control.agents.show(house.owner, agent.id).agent.state == .stopped)
        }
    }

    @Test func whoeverIsMeantHasToBeSaidAndHasToBeThere() async throws {
        try await House.with { house in
            let operations = house.control.operations
            #expect(await field { try await operations.act(house.owner, .stop, on: .these([])) } == "agents")
            #expect(
                await field { try await operations.act(house.owner, .stop, on: .selected(AgentFilter())) }
                    == "selector")
            #expect(await code { try await operations.act(house.owner, .stop, on: .these([.make()])) } == .notFound)
            let none = try await operations.act(
                house.owner, .stop, on: .selected(AgentFilter(labels: try LabelSelector("team=nobody"))))
            #expect(none.isFinished && none.items.isEmpty)
            for action: BulkOperation.Item.Action in [.start, .stop, .restart] {
                #expect(
                    await code { try await operations.act(house.caller(.viewer), action, on: .these([.make()])) }
                        == .forbidden)
            }
            for role: Role in [.viewer, .member] {
                #expect(await code { try await operations.pause(house.caller(role), .make()) } == .forbidden)
            }
            let stranger = Caller(actor: house.owner.actor, organization: .make(), role: .owner)
            #expect(await code { try await operations.show(stranger, none.id) } == .notFound)
            #expect(try await operations.list(stranger).isEmpty)
        }
    }

    @Test func whatWasLeftInTheMiddleIsTakenUpAgain() async throws {
        try await House.with { house in
            let type = try await house.type(of: try await house.provider())
            let agents = [
                try await house.runningAgent(of: type, name: "one"),
                try await house.runningAgent(of: type, name: "two"),
            ]
            let asked = try await house.control.operations.act(house.owner, .stop, on: .these(agents.map(\.id)))
            // A process took one part, and was killed.
            #expect(try await house.repositories.operations.claim() != nil)
            let next = Control(house.ports)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await next.bulkRunner.run() }
                let isDone = try? await eventually {
                    try await house.control.operations.show(house.owner, asked.id).isFinished
                }
                #expect(isDone == true)
                next.bulkRunner.stop()
                await group.waitForAll()
            }
            #expect(try await house.control.operations.show(house.owner, asked.id).done == 2)
            #expect(try await states(house) == [.stopped, .stopped])
        }
    }

    @Test func aPausedProviderStopsItsAgentsAndStartsNone() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let type = try await house.type(of: provider)
            let other = try await house.type(of: try await house.provider("other"), slug: "other")
            let agent = try await house.runningAgent(of: type, name: "stops")
            let spared = try await house.runningAgent(of: other, name: "spared")
            let pause = try await house.control.operations.pause(house.caller(.admin), provider.id)
            #expect(pause.items.map(\.agent) == [agent.id])
            try await drain(house)
            #expect(try await house.control.agents.show(house.owner, agent.id).agent.state == .stopped)
            #expect(try await house.control.agents.show(house.owner, spared.id).agent.state == .running)
            #expect(await code { try await house.control.agents.start(house.owner, agent.id) } == .providerPaused)
            #expect(try await house.control.agents.show(house.owner, agent.id).agent.state == .stopped)
            #expect(try await house.control.providers.show(house.owner, provider.id).provider.pausedAt != nil)
            try await house.control.operations.resume(house.owner, provider.id)
            _ = try await house.control.agents.start(house.owner, agent.id)
            #expect(try await house.audited().contains("provider.pause succeeded"))
        }
    }

    @Test func everythingOnAProviderIsGivenAnotherAndTheOldOneCanGo() async throws {
        try await House.with { house in
            let (old, new) = (try await house.provider(), try await house.provider("openai-next"))
            let here = try await house.type(of: old)
            let elsewhere = try await house.type(of: old, slug: "elsewhere", delivery: .leased, runtime: .external)
            let local = try await house.runningAgent(of: here, name: "local")
            let outside = try await house.agent(of: elsewhere, name: "outside")
            let access = try await house.control.agents.start(house.owner, outside.id).access
            #expect(access != nil)
            let before = try await house.repositories.snapshots.load().agentsByID[outside.id]
            #expect(await code { try await house.control.providers.delete(house.owner, old.id) } == .providerInUse)

            let asked = try await house.control.operations.reassign(
                house.owner, ProviderReassignment(from: old.id, to: new.id, models: ["gpt-4o": "gpt-4o-mini"]))
            // The one elsewhere has moved already, under the same token and lease.
            let after = try await house.repositories.snapshots.load().agentsByID[outside.id]
            #expect(after?.tokenHash == before?.tokenHash)
            #expect(after?.route.first?.lease == before?.route.first?.lease)
            #expect(after?.route.first?.version == new.currentVersion)
            #expect(after?.route.first?.model == "gpt-4o-mini")
            try await drain(house)
            let done = try await house.control.operations.show(house.owner, asked.id)
            #expect(done.isFinished && done.failed == 0)
            #expect(Set(done.items.map(\.action)) == [.move, .restart])
            #expect(try await house.control.agents.show(house.owner, local.id).agent.state == .running)
            for type in [here, elsewhere] {
                let moved = try await house.control.agentTypes.show(house.owner, type.id).type
                #expect(moved.provider == new.id && moved.model == "gpt-4o-mini")
            }
            try await house.control.providers.delete(house.owner, old.id)
        }
    }

    @Test func onlyWhatHasTheLabelsIsReassigned() async throws {
        try await House.with { house in
            let (old, new) = (try await house.provider(), try await house.provider("next"))
            let payments = try await house.type(of: old, slug: "payments")
            let sales = try await house.type(of: old, slug: "sales")
            for (type, team) in [(payments, "payments"), (sales, "sales")] {
                _ = try await house.control.agentTypes.update(
                    house.owner, type.id, AgentTypeChange(labels: Labels(["team": team])))
            }
            let moves = try await house.runningAgent(of: payments, name: "moves")
            let stays = try await house.runningAgent(of: sales, name: "stays")
            func reassign(_ selector: String) async throws -> BulkOperation {
                try await house.control.operations.reassign(
                    house.owner, ProviderReassignment(from: old.id, to: new.id, labels: try LabelSelector(selector)))
            }
            #expect(await field { try await reassign("team=nobody") } == "labels")
            let asked = try await reassign("team=payments")
            #expect(asked.items.map(\.agent) == [moves.id])
            try await drain(house)
            #expect(try await house.control.agentTypes.show(house.owner, payments.id).type.provider == new.id)
            #expect(try await house.control.agentTypes.show(house.owner, sales.id).type.provider == old.id)
            let use = try await house.control.providers.use(house.owner, old.id)
            #expect(use.agents.map(\.id) == [stays.id.description])
            #expect(use.agentTypes.map(\.id) == [sales.id.description])
            // What is left follows by what it has not.
            #expect(try await reassign("team!=payments").items.map(\.agent) == [stays.id])
        }
    }

    @Test func modelsOfAnotherTypeHaveToBeNamed() async throws {
        try await House.with { house in
            let old = try await house.provider()
            let new = try await house.provider("anthropic", type: .anthropic, key: "sk-ant-test-0123456789abcdef")
            let type = try await house.type(of: old)
            let operations = house.control.operations
            func reassign(_ models: [String: String]) async throws -> BulkOperation {
                try await operations.reassign(
                    house.owner, ProviderReassignment(from: old.id, to: new.id, models: models))
            }
            #expect(await field { try await reassign([:]) } == "model_map")
            #expect(try await house.control.agentTypes.show(house.owner, type.id).type.provider == old.id)
            let elsewhere = try await house.type(of: old, slug: "elsewhere", delivery: .leased, runtime: .external)
            let outside = try await house.agent(of: elsewhere, name: "outside")
            _ = try await house.control.agents.start(house.owner, outside.id)
            #expect(await code { try await reassign(["gpt-4o": "claude-sonnet-4"]) } == .agentRunsElsewhere)
            _ = try await house.control.agents.stop(house.owner, outside.id)
            #expect(try await reassign(["gpt-4o": "claude-sonnet-4"]).isFinished)
            let moved = try await house.control.agentTypes.show(house.owner, type.id).type
            #expect(moved.provider == new.id && moved.model == "claude-sonnet-4")
        }
    }

    @Test func aReassignmentNeedsAnotherProviderThatIsThereAndTakesAgents() async throws {
        try await House.with { house in
            let (old, new) = (try await house.provider(), try await house.provider("next"))
            let operations = house.control.operations
            func reassign(to target: ProviderID) async throws -> BulkOperation {
                try await operations.reassign(house.owner, ProviderReassignment(from: old.id, to: target))
            }
            #expect(await field { try await reassign(to: old.id) } == "to")
            #expect(await field { try await reassign(to: .make()) } == "to")
            let type = try await house.type(of: old)
            _ = try await house.control.providers.update(
                house.owner, new.id, usePolicy: UsePolicy(deliveries: [.leased]))
            #expect(await code { try await reassign(to: new.id) } == .deliveryNotAllowed)
            #expect(try await house.control.agentTypes.show(house.owner, type.id).type.provider == old.id)
            _ = try await house.control.providers.update(house.owner, new.id, usePolicy: .open)
            _ = try await operations.pause(house.owner, new.id)
            #expect(await code { try await reassign(to: new.id) } == .providerPaused)
        }
    }
}
