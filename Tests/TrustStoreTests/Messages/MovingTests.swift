// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

/// Where messages go whose agent ends or falls silent.
@Suite(.timeLimit(.minutes(5)))
struct MovingTests {
    /// Two running agents of one type.
    private func withPair(_ body: (TestStore, Agent, Agent) async throws -> Void) async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let other = try await store.makeAgent(in: scenario.organization.id, type: scenario.type.id, name: "b")
            for agent in [scenario.agent, other] {
                try await store.start(agent)
                _ = try await store.repositories.inbox.next(for: agent.id, within: .zero)
            }
            try await body(store, scenario.agent, other)
        }
    }

    private func message(_ store: TestStore, _ id: MessageID, _ agent: Agent) async throws -> Message {
        try #require(try await store.repositories.messages.message(id, in: agent.organization))
    }

    @Test(arguments: [true, false])
    func anAgentsEndHandsItsMessagesToAnotherOneWithTheirThread(isTaken: Bool) async throws {
        try await withPair { store, first, second in
            let all = store.repositories
            let asked = try await store.ask(first)
            if isTaken { _ = try await all.inbox.next(for: first.id, within: .zero) }
            try await all.agents.finish(first.id, state: .error, reason: "killed", at: Sample.moment)
            let moved = try await message(store, asked.id, first)
            #expect(moved.agent == second.id)
            #expect(moved.state == .queued)
            #expect(moved.movedFrom == first.id)
            #expect(try await all.messages.thread(asked.thread, in: first.organization)?.agent == second.id)
            #expect(try await all.inbox.next(for: second.id, within: .zero)?.messageID == asked.id)
            // What the first one may still say does not count.
            await #expect(throws: StoreError(.notFound("message"))) {
                try await all.inbox.reply(ChannelReply(messageID: asked.id, content: "late"), from: first.id)
            }
            try await all.inbox.reply(ChannelReply(messageID: asked.id, content: "right"), from: second.id)
            #expect(try await message(store, asked.id, first).reply == "right")
        }
    }

    @Test func aMessageMovesOnce() async throws {
        try await withPair { store, first, second in
            let all = store.repositories
            let asked = try await store.ask(first)
            try await all.agents.finish(first.id, state: .error, reason: nil, at: Sample.moment)
            _ = try await all.inbox.next(for: second.id, within: .zero)
            try await store.start(first)
            _ = try await all.inbox.next(for: first.id, within: .zero)
            try await all.agents.finish(second.id, state: .error, reason: nil, at: Sample.moment)
            let failed = try await message(store, asked.id, first)
            #expect(failed.state == .failed)
            #expect(failed.errorCode == .agentFailed)
        }
    }

    @Test func whatWasSentToThisVeryAgentOrHasANamedThreadFails() async throws {
        try await withPair { store, first, _ in
            let all = store.repositories
            func send(session: String?, isDirect: Bool) async throws -> MessageID {
                let thread = ConversationThread(
                    id: .make(), organization: first.organization, agent: first.id, session: session,
                    createdAt: Sample.moment)
                let message = Message(
                    id: .make(), organization: first.organization, agent: first.id, thread: thread.id,
                    state: .queued, content: "x", isDirect: isDirect, createdAt: Sample.moment)
                try await all.messages.enqueue(message, newThread: thread)
                return message.id
            }
            let direct = try await send(session: nil, isDirect: true)
            let named = try await send(session: "mine", isDirect: false)
            try await all.agents.finish(first.id, state: .stopped, reason: nil, at: Sample.moment)
            for id in [direct, named] {
                let failed = try await message(store, id, first)
                #expect(failed.errorCode == .agentNotRunning)
                #expect(failed.agent == first.id)
            }
        }
    }

    @Test func withoutAnotherAgentAMessageFailsAtOnce() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (all, agent) = (store.repositories, scenario.agent)
            try await store.start(agent)
            let taken = try await store.ask(agent)
            _ = try await all.inbox.next(for: agent.id, within: .zero)
            let queued = try await store.ask(agent, after: 1)
            try await all.agents.finish(agent.id, state: .error, reason: nil, at: Sample.moment)
            #expect(try await message(store, taken.id, agent).errorCode == .agentFailed)
            #expect(try await message(store, queued.id, agent).errorCode == .agentNotRunning)
        }
    }

    @Test func anAgentThatStartsAgainAtOnceKeepsWhatItHasNotTaken() async throws {
        try await withPair { store, first, second in
            let all = store.repositories
            let taken = try await store.ask(first)
            _ = try await all.inbox.next(for: first.id, within: .zero)
            let queued = try await store.ask(first, after: 1)
            try await all.agents.finish(
                first.id, state: .stopped, reason: nil, keepsQueue: true, at: Sample.moment)
            #expect(try await message(store, taken.id, first).agent == second.id)
            #expect(try await message(store, queued.id, first).agent == first.id)
        }
    }

    @Test func whatASilentAgentLeavesLyingMoves() async throws {
        try await withPair { store, first, second in
            let all = store.repositories
            let asked = try await store.ask(first)
            try await all.messages.sweep(at: Sample.moment, silence: Sample.moment.adding(seconds: -1))
            #expect(try await message(store, asked.id, first).agent == first.id)
            try await all.messages.sweep(at: Sample.moment, silence: Sample.moment)
            #expect(try await message(store, asked.id, first).agent == second.id)
        }
    }

    @Test func anAgentAtWorkIsNotSilent() async throws {
        try await withPair { store, first, _ in
            let all = store.repositories
            _ = try await store.ask(first)
            _ = try await all.inbox.next(for: first.id, within: .zero)
            let queued = try await store.ask(first, after: 1)
            try await all.messages.sweep(at: Sample.moment, silence: Sample.moment.adding(seconds: 30))
            #expect(try await message(store, queued.id, first).agent == first.id)
        }
    }

    @Test func aDeadlineEndsAMessage() async throws {
        try await withPair { store, first, _ in
            let all = store.repositories
            let asked = try await store.ask(first)
            _ = try await all.inbox.next(for: first.id, within: .zero)
            let deadline = asked.deadline
            try await all.messages.sweep(
                at: Timestamp(microseconds: deadline.microseconds - 1), silence: Timestamp(microseconds: 0))
            #expect(try await message(store, asked.id, first).state == .taken)
            try await all.messages.sweep(at: deadline, silence: Timestamp(microseconds: 0))
            let failed = try await message(store, asked.id, first)
            #expect(failed.errorCode == .agentTimeout)
            #expect(failed.finishedAt == deadline)
        }
    }
}
