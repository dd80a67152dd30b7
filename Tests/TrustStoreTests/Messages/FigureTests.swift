// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

/// What messages took, and where lists go on.
@Suite(.timeLimit(.minutes(5)))
struct FigureTests {
    @Test func tokensOfAMessageAreThoseOfItsCallsAndUnknownStaysUnknown() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (all, agent) = (store.repositories, scenario.agent)
            func call(_ message: MessageID?, of agent: Agent, source: UsageSource = .reported) -> UsageEvent {
                var event = Sample.usage(of: agent, provider: scenario.provider.id)
                event.message = message
                event.source = source
                return event
            }
            let known = try await store.ask(agent).id
            let unknown = try await store.ask(agent).id
            let silent = try await store.ask(agent).id
            let other = try await store.makeAgent(in: agent.organization, type: agent.type, name: "b")
            var refused = call(known, of: agent, source: .unknown)
            refused.outcome = .providerError
            try await all.usageSink.record([
                call(known, of: agent), call(known, of: agent), refused, call(nil, of: agent),
                // Another agent's word about this message does not count.
                call(known, of: other), call(unknown, of: agent), call(unknown, of: agent, source: .unknown),
            ])
            let figures = try await all.messages.figures(of: [known, unknown, silent], in: agent.organization)
            #expect(figures[known] == MessageFigures(tokens: 54, model: "gpt-4o-2024-08-06"))
            #expect(figures[unknown] == MessageFigures(tokens: nil, model: "gpt-4o-2024-08-06"))
            #expect(figures[silent] == MessageFigures())
            let elsewhere = try await all.messages.figures(of: [known], in: .make())
            #expect(elsewhere[known] == MessageFigures())
        }
    }

    @Test func listsGoOnBehindTheirCursor() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (messages, agent) = (store.repositories.messages, scenario.agent)
            let first = try await store.ask(agent, "0")
            var asked = [first.id]
            for index in 1..<5 {
                asked.append(try await store.ask(agent, "\(index)", thread: first.thread, after: Int64(index)).id)
            }
            func latest(_ cursor: MessageID?) async throws -> [MessageID] {
                try await messages.messages(ofAgent: agent.id, in: agent.organization, before: cursor, limit: 2)
                    .map(\.id)
            }
            #expect(try await latest(nil) == [asked[4], asked[3]])
            #expect(try await latest(asked[3]) == [asked[2], asked[1]])
            #expect(try await latest(asked[0]) == [])
            let after = try await messages.messages(
                ofThread: first.thread, in: agent.organization, after: asked[1], limit: 2)
            #expect(after.map(\.id) == [asked[2], asked[3]])
            await #expect(throws: StoreError(.notFound("cursor"))) { _ = try await latest(.make()) }
        }
    }

    @Test func historyEndsWhereItsBytesEnd() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (inbox, agent) = (store.repositories.inbox, scenario.agent)
            try await store.start(agent)
            var thread: ThreadID?
            for turn in 0..<4 {
                let message = try await store.ask(agent, "q\(turn)", thread: thread, after: Int64(turn))
                thread = message.thread
                _ = try await inbox.next(for: agent.id, within: .zero)
                let reply = String(repeating: "\(turn)", count: 25_000)
                try await inbox.reply(ChannelReply(messageID: message.id, content: reply), from: agent.id)
            }
            try await store.ask(agent, "last", thread: thread, after: 40)
            let taken = try #require(try await inbox.next(for: agent.id, within: .zero))
            #expect(taken.history.map { $0.content.prefix(2) } == ["q2", "22", "q3", "33"])
        }
    }

    @Test func aSessionIsAnAgentsOwn() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (messages, agent) = (store.repositories.messages, scenario.agent)
            let other = try await store.makeAgent(in: agent.organization, type: agent.type, name: "b")
            func open(_ agent: Agent) async throws -> ThreadID {
                let thread = ConversationThread(
                    id: .make(), organization: agent.organization, agent: agent.id, session: "s",
                    createdAt: Sample.moment)
                try await messages.enqueue(
                    Message(
                        id: .make(), organization: agent.organization, agent: agent.id, thread: thread.id,
                        state: .queued, content: "x", createdAt: Sample.moment), newThread: thread)
                return thread.id
            }
            let thread = try await open(agent)
            await #expect(throws: StoreError(.conflict("There is such a session already."))) {
                _ = try await open(agent)
            }
            _ = try await open(other)
            let found = try await messages.thread(session: "s", of: agent.id, in: agent.organization)
            #expect(found?.id == thread)
            #expect(try await messages.thread(session: "s", of: agent.id, in: .make()) == nil)
        }
    }
}
