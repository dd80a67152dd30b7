// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustStore

@Suite(.timeLimit(.minutes(5)))
struct AgentInboxTests {
    /// Returns once so many wait.
    private func untilWaiting(_ count: Int, on signal: MessageSignal) async throws {
        while signal.waiterCount != count { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test func theFirstPollMakesAStartingAgentRunning() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            try await store.start(scenario.agent)
            store.clock.now = Sample.moment.adding(seconds: 5)
            #expect(try await store.repositories.inbox.next(for: scenario.agent.id, within: .zero) == nil)
            let agent = try await store.repositories.agents.agent(
                scenario.agent.id, in: scenario.organization.id)
            #expect(agent?.state == .running)
            #expect(agent?.startedAt == Sample.moment.adding(seconds: 5))
        }
    }

    @Test func anAgentAtRestTakesNothing() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let message = try await store.ask(scenario.agent)
            await #expect(throws: StoreError(.conflict("The agent is not running."))) {
                _ = try await store.repositories.inbox.next(for: scenario.agent.id, within: .zero)
            }
            await #expect(throws: StoreError(.notFound("agent"))) {
                _ = try await store.repositories.inbox.next(for: .make(), within: .zero)
            }
            let stored = try await store.repositories.messages.message(message.id, in: scenario.organization.id)
            #expect(stored?.state == .queued)
        }
    }

    @Test func messagesComeOldestFirstAndOnce() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            try await store.start(scenario.agent)
            let later = try await store.ask(scenario.agent, after: 2)
            let earlier = try await store.ask(scenario.agent, after: 1)
            let inbox = store.repositories.inbox
            #expect(try await inbox.next(for: scenario.agent.id, within: .zero)?.messageID == earlier.id)
            #expect(try await inbox.next(for: scenario.agent.id, within: .zero)?.messageID == later.id)
            #expect(try await inbox.next(for: scenario.agent.id, within: .zero) == nil)
        }
    }

    @Test func aMessageBringsItsThreadsAnsweredTurns() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (inbox, agent) = (store.repositories.inbox, scenario.agent)
            try await store.start(agent)
            var thread: ThreadID?
            for turn in 0..<24 {
                let message = try await store.ask(agent, "q\(turn)", thread: thread, after: Int64(turn))
                thread = message.thread
                _ = try await inbox.next(for: agent.id, within: .zero)
                let failed = turn == 20
                try await inbox.reply(
                    ChannelReply(
                        messageID: message.id, content: "a\(turn)", errorCode: failed ? .agentFailed : nil),
                    from: agent.id)
            }
            try await store.ask(agent, "elsewhere", after: 30)
            let last = try await store.ask(agent, "last", thread: thread, after: 40)
            #expect(try await inbox.next(for: agent.id, within: .zero)?.history == [])
            let taken = try #require(try await inbox.next(for: agent.id, within: .zero))
            #expect(taken.messageID == last.id)
            // Twenty answered messages before it, without the failed one, each with question and answer.
            let expected = (3..<24).filter { $0 != 20 }.flatMap { ["q\($0)", "a\($0)"] }
            #expect(taken.history.map(\.content) == expected)
            #expect(taken.history.map(\.role) == expected.map { $0.hasPrefix("q") ? "user" : "assistant" })
        }
    }

    @Test func aWaitingAgentIsWokenAtOnce() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            try await store.start(scenario.agent)
            async let next = store.repositories.inbox.next(for: scenario.agent.id, within: .seconds(50))
            try await Task.sleep(for: .milliseconds(50))
            let clock = ContinuousClock()
            let asked = clock.now
            let message = try await store.ask(scenario.agent)
            #expect(try await next?.messageID == message.id)
            #expect(clock.now - asked < .seconds(10))
        }
    }

    @Test func aWaitEndsWithNothingWhenItsTimeIsOver() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            try await store.start(scenario.agent)
            let began = ContinuousClock.now
            #expect(try await store.repositories.inbox.next(for: scenario.agent.id, within: .milliseconds(80)) == nil)
            #expect(ContinuousClock.now - began >= .milliseconds(80))
        }
    }

    @Test func aWaitEndsWithItsAgent() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            try await store.start(scenario.agent)
            let all = store.repositories
            try await withThrowingTaskGroup(of: ChannelMessage?.self) { group in
                group.addTask { try await all.inbox.next(for: scenario.agent.id, within: .seconds(50)) }
                try await Task.sleep(for: .milliseconds(50))
                #expect(try await all.agents.markStopping(scenario.agent.id, at: Sample.moment))
                await #expect(throws: StoreError(.conflict("The agent is not running."))) {
                    _ = try await group.next()
                }
            }
        }
    }

    @Test func aRepliesMessageMustBeTheAgentsAndTaken() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (inbox, agent) = (store.repositories.inbox, scenario.agent)
            let other = try await store.makeAgent(in: agent.organization, type: agent.type, name: "b")
            try await store.start(agent)
            let message = try await store.ask(agent)
            let reply = ChannelReply(messageID: message.id, content: "Hi!")
            await #expect(throws: StoreError(.notFound("message"))) { try await inbox.reply(reply, from: agent.id) }
            _ = try await inbox.next(for: agent.id, within: .zero)
            await #expect(throws: StoreError(.notFound("message"))) { try await inbox.reply(reply, from: other.id) }
            await #expect(throws: StoreError(.conflict("A reply needs content."))) {
                try await inbox.reply(ChannelReply(messageID: message.id, content: nil), from: agent.id)
            }
            try await inbox.reply(reply, from: agent.id)
            await #expect(throws: StoreError(.notFound("message"))) { try await inbox.reply(reply, from: agent.id) }
        }
    }

    @Test func aCancelledWaiterSwallowsNothing() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let agent = scenario.agent
            let signal = MessageSignal()
            let inbox = SQLAgentInbox(database: store.database, signal: signal)
            try await store.start(agent)
            try await withThrowingTaskGroup(of: ChannelMessage?.self) { group in
                group.addTask { try await inbox.next(for: agent.id, within: .seconds(50)) }
                try await untilWaiting(1, on: signal)
                group.cancelAll()
                await #expect(throws: CancellationError.self) { _ = try await group.next() }
            }
            #expect(signal.waiterCount == 0)
            let message = try await store.ask(agent)
            #expect(try await inbox.next(for: agent.id, within: .zero)?.messageID == message.id)
        }
    }

    @Test func cancellationsInTheMiddleLoseAndRepeatNothing() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (inbox, agent) = (store.repositories.inbox, scenario.agent)
            try await store.start(agent)
            var asked: Set<MessageID> = []
            var given: [MessageID] = []
            for round in 0..<150 {
                let received = try await withThrowingTaskGroup(of: MessageID?.self) { group in
                    for _ in 0..<2 {
                        group.addTask {
                            do {
                                return try await inbox.next(for: agent.id, within: .seconds(50))?.messageID
                            } catch is CancellationError {
                                return nil
                            }
                        }
                    }
                    asked.insert(try await store.ask(agent, after: Int64(round)).id)
                    for _ in 0..<Int.random(in: 0..<40) { await Task.yield() }
                    group.cancelAll()
                    return try await group.reduce(into: [MessageID]()) { if let id = $1 { $0.append(id) } }
                }
                given += received
            }
            while let rest = try await inbox.next(for: agent.id, within: .zero) { given.append(rest.messageID) }
            #expect(given.count == asked.count)
            #expect(Set(given) == asked)
        }
    }
}
