// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore
import TrustStore

@Suite(.timeLimit(.minutes(5)))
struct AskTests {
    @Test func anAnswerComesBackAndItsThreadSticks() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider())
            let first = try await house.runningAgent(of: type, name: "one")
            let second = try await house.runningAgent(of: type, name: "two")
            try await answering(house, [first.id, second.id]) {
                let answer = try await house.control.asking.ask(house.owner, endpointSlug: "support", content: "hi")
                #expect(answer.content == "echo: hi")
                for _ in 0..<3 {
                    let next = try await house.control.asking.ask(
                        house.owner, endpointSlug: "support", content: "again", thread: answer.thread)
                    #expect(next.agent == answer.agent)
                    #expect(next.thread == answer.thread)
                }
                let direct = try await house.control.asking.talk(house.owner, to: second.id, content: "you")
                #expect(direct.agent == second.id)
            }
        }
    }

    @Test func theLeastBusyAgentGetsTheMessage() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider())
            let busy = try await house.runningAgent(of: type, name: "a-busy")
            let idle = try await house.runningAgent(of: type, name: "b-idle")
            let thread = ConversationThread(
                id: .make(), organization: house.organization.id, agent: busy.id, createdAt: .now())
            try await house.repositories.messages.enqueue(
                Message(
                    id: .make(), organization: house.organization.id, agent: busy.id, thread: thread.id,
                    state: .queued, content: "waiting", createdAt: .now()), newThread: thread)
            try await answering(house, [idle.id]) {
                let answer = try await house.control.asking.ask(house.owner, endpointSlug: "support", content: "hi")
                #expect(answer.agent == idle.id)
            }
        }
    }

    @Test func lengthsAreCountedInCharacters() async throws {
        try await House.with { house in
            _ = try await house.type(of: house.provider())
            let long = String(repeating: "ä", count: Message.contentLimit + 1)
            do {
                _ = try await house.control.asking.ask(house.owner, endpointSlug: "support", content: long)
                Issue.record("it was taken")
            } catch let error as ControlError {
                #expect(error.code == .messageTooLong)
                #expect(error.details == ["max_length": 10_000, "actual_length": 10_001])
            }
            #expect(
                await code {
                    try await house.control.asking.ask(
                        house.owner, endpointSlug: "support", content: String(long.dropLast()))
                } == .noAgentAvailable)
            #expect(
                await field { try await house.control.asking.ask(house.owner, endpointSlug: "support", content: "") }
                    == "content")
        }
    }

    @Test func whoIsNotThereIsSaidSo() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider())
            let asking = house.control.asking
            #expect(
                await code { try await asking.ask(house.owner, endpointSlug: "none", content: "x") }
                    == .endpointNotFound)
            #expect(
                await code { try await asking.ask(house.owner, endpointSlug: "support", content: "x") }
                    == .noAgentAvailable)
            #expect(await code { try await asking.talk(house.owner, to: .make(), content: "x") } == .agentNotFound)
            #expect(
                await code {
                    try await asking.ask(house.owner, endpointSlug: "support", content: "x", thread: .make())
                } == .notFound)
            let agent = try await house.agent(of: type)
            #expect(await code { try await asking.talk(house.owner, to: agent.id, content: "x") } == .agentNotRunning)
            #expect(
                await code {
                    try await asking.ask(house.caller(.viewer), endpointSlug: "support", content: "x")
                } == .forbidden)
            let stranger = Caller(actor: .user(.make()), organization: .make(), role: .owner)
            #expect(
                await code { try await asking.ask(stranger, endpointSlug: "support", content: "x") }
                    == .endpointNotFound)
        }
    }

    @Test func aThreadOfAStoppedAgentNamesIt() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider())
            let agent = try await house.runningAgent(of: type)
            let thread = try await answering(house, [agent.id]) {
                try await house.control.asking.ask(house.owner, endpointSlug: "support", content: "x").thread
            }
            _ = try await house.control.agents.stop(house.owner, agent.id)
            do {
                _ = try await house.control.asking.ask(
                    house.owner, endpointSlug: "support", content: "x", thread: thread)
                Issue.record("it was answered")
            } catch let error as ControlError {
                #expect(error.code == .agentNotRunning)
                #expect(error.details == ["agent_id": .string(agent.id.description), "status": "stopped"])
            }
        }
    }

    @Test func anAgentThatDoesNotAnswerIsGivenUpOn() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider())
            let agent = try await house.runningAgent(of: type)
            let asking = AskService(
                agents: house.ports.agents, types: house.ports.agentTypes, messages: house.ports.messages,
                limits: house.ports.limits, clock: house.ports.clock, answerLimit: .milliseconds(100))
            #expect(
                await code { try await asking.ask(house.owner, endpointSlug: "support", content: "x") } == .agentTimeout
            )
            let message = try await house.control.asking.messages(house.owner, ofAgent: agent.id).first
            #expect(message?.state == .failed)
            #expect(message?.errorCode == .agentTimeout)
        }
    }

    @Test func anAgentsMinuteHoldsFiftyAndAnOrganizationsSixty() async throws {
        try await House.with { house in
            let agent = try await house.runningAgent(of: house.type(of: house.provider()))
            let asking = house.control.asking
            house.clock.freeze()
            let moment = house.clock.now
            for _ in 0..<50 {
                _ = try await house.repositories.limits.take(.agentRequests, subject: "agent:\(agent.id)", at: moment)
            }
            #expect(await code { try await asking.talk(house.owner, to: agent.id, content: "x") } == .rateLimitExceeded)
            var allowed = 0
            for _ in 0..<61 where try await asking.admit(house.owner).allowed { allowed += 1 }
            #expect(allowed == 60)
        }
    }

    /// Lets agents echo what they are sent, for the length of a piece of work.
    private func answering<R: Sendable>(
        _ house: House, _ agents: [AgentID], _ body: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for agent in agents {
                group.addTask {
                    while !Task.isCancelled {
                        let next = try? await house.repositories.inbox.next(for: agent, within: .seconds(1))
                        guard let message = next ?? nil else { continue }
                        try await house.repositories.inbox.reply(
                            ChannelReply(messageID: message.messageID, content: "echo: \(message.content)"),
                            from: agent)
                    }
                }
            }
            defer { group.cancelAll() }
            return try await body()
        }
    }
}
