// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

@Suite(.timeLimit(.minutes(5)))
struct MessageStoreTests {
    @Test func aMessageComesBackAsItWasQueued() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (messages, organization) = (store.repositories.messages, scenario.organization.id)
            let message = try await store.ask(scenario.agent)
            #expect(try await messages.message(message.id, in: organization) == message)
            #expect(try await messages.message(message.id, in: .make()) == nil)
            #expect(try await messages.thread(message.thread, in: organization)?.agent == scenario.agent.id)
            #expect(try await messages.thread(message.thread, in: .make()) == nil)
            #expect(try await messages.finished(message.id, within: .zero) == message)
            #expect(try await messages.finished(.make(), within: .zero) == nil)
        }
    }

    @Test func aThreadSticksToItsAgent() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let other = try await store.makeAgent(in: scenario.organization.id, type: scenario.type.id, name: "b")
            let message = try await store.ask(scenario.agent)
            await #expect(throws: StoreError(.notFound("thread"))) {
                try await store.ask(other, thread: message.thread)
            }
            await #expect(throws: StoreError(.notFound("thread"))) {
                try await store.ask(scenario.agent, thread: .make())
            }
            var elsewhere = scenario.agent
            elsewhere.organization = .make()
            let stranger = elsewhere
            await #expect(throws: StoreError(.notFound("agent"))) { try await store.ask(stranger) }
        }
    }

    @Test func theLatestMessagesComeFirstAndPendingOnesAreCounted() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (all, agent) = (store.repositories, scenario.agent)
            let idle = try await store.makeAgent(in: agent.organization, type: agent.type, name: "idle")
            var asked: [MessageID] = []
            for index in 0..<4 { asked.append(try await store.ask(agent, after: Int64(index)).id) }
            let latest = try await all.messages.messages(
                ofAgent: agent.id, in: agent.organization, before: nil, limit: 2)
            #expect(latest.map(\.id) == [asked[3], asked[2]])
            #expect(try await all.messages.messages(ofAgent: agent.id, in: .make(), before: nil, limit: 2).isEmpty)
            try await store.start(agent)
            _ = try await all.inbox.next(for: agent.id, within: .zero)
            try await all.messages.fail(asked[3], code: .agentTimeout, at: Sample.moment)
            let pending = try await all.messages.pending(ofAgents: [agent.id, idle.id])
            #expect(pending == [agent.id: 3, idle.id: 0])
        }
    }

    @Test func whatHasEndedIsNotFailedAgain() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let all = store.repositories
            let message = try await store.ask(scenario.agent)
            try await all.messages.fail(message.id, code: .agentTimeout, at: Sample.moment)
            try await all.messages.fail(message.id, code: .agentFailed, at: Sample.moment.adding(seconds: 1))
            let failed = try await all.messages.message(message.id, in: scenario.organization.id)
            #expect(failed?.errorCode == .agentTimeout)
            #expect(failed?.finishedAt == Sample.moment)
        }
    }

    @Test func whoeverWaitsForAnAnswerHasItAtOnce() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (all, agent) = (store.repositories, scenario.agent)
            try await store.start(agent)
            let message = try await store.ask(agent)
            async let waiting = all.messages.finished(message.id, within: .seconds(50))
            _ = try await all.inbox.next(for: agent.id, within: .zero)
            let reply = ChannelReply(messageID: message.id, content: "Hi!", toolCalls: 2)
            try await all.inbox.reply(reply, from: agent.id)
            let finished = try #require(try await waiting)
            #expect(finished.state == .done)
            #expect(finished.reply == "Hi!")
            #expect(finished.toolCalls == 2)
            #expect(finished.finishedAt == Sample.moment)
        }
    }

    @Test func aNULInAMessageOrReplyCutsNothing() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (all, agent) = (store.repositories, scenario.agent)
            try await store.start(agent)
            let message = try await store.ask(agent, "a\u{0}b")
            _ = try await all.inbox.next(for: agent.id, within: .zero)
            try await all.inbox.reply(ChannelReply(messageID: message.id, content: "c\u{0}d"), from: agent.id)
            let done = try await all.messages.message(message.id, in: agent.organization)
            #expect(done?.content == "a\u{FFFD}b")
            #expect(done?.reply == "c\u{FFFD}d")
        }
    }

    @Test func whoeverWaitsForAnAgentThatEndsHearsOfIt() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (all, agent) = (store.repositories, scenario.agent)
            try await store.start(agent)
            let message = try await store.ask(agent)
            _ = try await all.inbox.next(for: agent.id, within: .zero)
            async let waiting = all.messages.finished(message.id, within: .seconds(50))
            try await all.agents.finish(agent.id, state: .error, reason: "It broke.", at: Sample.moment)
            #expect(try await waiting?.errorCode == .agentFailed)
        }
    }
}
