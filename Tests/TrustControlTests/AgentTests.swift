// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore
import TrustStore

@Suite(.timeLimit(.minutes(5)))
struct AgentTests {
    @Test func inEnvDeliveryTheKeyIsHandedOverOnceAndTheAddressNamesTheAgent() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider(key: "sk-real-0123456789"))
            let agent = try await house.agent(of: type)
            let view = try await house.control.agents.start(house.owner, agent.id)
            #expect(view.agent.state == .starting)
            let run = try #require(house.driver.runs.first)
            #expect(run.keyName == "OPENAI_API_KEY")
            #expect(run.key == "sk-real-0123456789")
            #expect(run.token?.hasPrefix("agt_") == true)
            let environment = run.launch.environment
            #expect(environment["OPENAI_BASE_URL"] == "http://127.0.0.1:8081/a/\(agent.id)/v1")
            #expect(environment[AgentVariable.gatewayURL] == "http://127.0.0.1:8081")
            #expect(environment[AgentVariable.model] == "gpt-4o")
            #expect(environment[AgentVariable.systemPrompt] == "You help.")
            #expect(environment[AgentVariable.temperature] == "0.5")
            #expect(environment[AgentVariable.maxTokens] == "500")
            #expect(environment[AgentVariable.tools] == "http_get,http_post")
            #expect(!environment.values.contains { $0.contains("sk-real") || $0.contains("agt_") })

            // The gateway knew the lease before the process was there.
            #expect(house.publisher.snapshots.first?.agentsByID[agent.id] != nil)
            _ = try await house.repositories.inbox.next(for: agent.id, within: .zero)
            #expect(try await house.control.agents.show(house.owner, agent.id).agent.state == .running)
            #expect(
                try await house.audited().suffix(4) == [
                    "agent.start intended", "credential.open intended", "credential.open succeeded",
                    "agent.start succeeded",
                ])
        }
    }

    @Test func inLeasedDeliveryTheKeyNeverLeavesTheVault() async throws {
        try await House.with { house in
            let provider = try await house.provider(type: .anthropic, key: "sk-ant-0123456789")
            let type = try await house.type(of: provider, delivery: .leased)
            let agent = try await house.agent(of: type)
            _ = try await house.control.agents.start(house.owner, agent.id)
            let run = try #require(house.driver.runs.first)
            #expect(run.keyName == "ANTHROPIC_API_KEY")
            #expect(run.key == run.token)
            #expect(run.launch.environment["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:8081")
            #expect(try await !house.audited().contains { $0.hasPrefix("credential.open") })
        }
    }

    @Test func anAgentThatRunsElsewhereRunsAtOnceAndIsGivenATokenOnce() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider(), delivery: .leased, runtime: .external)
            let agent = try await house.agent(of: type)
            let view = try await house.control.agents.start(house.owner, agent.id)
            #expect(view.agent.state == .running)
            let access = try #require(view.access)
            #expect(access.baseURLVariable == "OPENAI_BASE_URL" && access.baseURL == "http://127.0.0.1:8081/v1")
            #expect(access.keyVariable == "OPENAI_API_KEY" && access.token.hasPrefix("agt_"))
            #expect(house.driver.runs.isEmpty)
            #expect(house.publisher.snapshots.last?.agentsByID[agent.id]?.delivery == .leased)
            #expect(try await house.control.agents.show(house.owner, agent.id).access == nil)
            #expect(try await !house.audited().contains { $0.hasPrefix("credential.open") })

            // A server that comes back has no process to look for.
            try await house.control.supervisor.reconcile()
            #expect(try await house.control.agents.show(house.owner, agent.id).agent.state == .running)

            let again = try await house.control.agents.restart(house.owner, agent.id)
            #expect(again.access?.token != access.token)
            #expect(try await house.control.agents.stop(house.owner, agent.id).agent.state == .stopped)
            #expect(house.publisher.snapshots.last?.agentsByID[agent.id] == nil)
        }
    }

    @Test func aTokenEndsWithItsAgent() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider(), delivery: .leased, runtime: .external)
            let agent = try await house.agent(of: type)
            let view = try await house.control.agents.start(
                house.owner, agent.id, ExternalAccessTerms(lifetime: 60, addresses: ["10.0.0.0/8"]))
            let moment = house.ports.clock.now()
            #expect(try #require(view.agent.tokenExpiresAt) > moment)
            let terms = try #require(house.publisher.snapshots.last?.agentsByID[agent.id]?.tokenTerms)
            #expect(terms.allow(from: NetworkAddress("10.1.2.3"), at: moment))
            #expect(!terms.allow(from: NetworkAddress("192.0.2.1"), at: moment))
            #expect(!terms.allow(from: nil, at: moment))
            #expect(!terms.allow(from: NetworkAddress("10.1.2.3"), at: moment.adding(seconds: 61)))

            var later = house.ports
            later.clock = WallClock { moment.adding(seconds: 61) }
            let reason = try await supervised(house, by: Control(later).supervisor) {
                while true {
                    let agent = try await house.control.agents.show(house.owner, agent.id).agent
                    // The gateway is told right after the store.
                    let isForgotten = house.publisher.snapshots.last?.agentsByID[agent.id] == nil
                    if agent.state == .error, isForgotten { return agent.stateReason ?? "" }
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            #expect(reason == "its token has expired")
        }
    }

    @Test func stopTakesLeaseAndTokenAway() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let agent = try await house.runningAgent(of: house.type(of: provider))
            #expect(try await house.control.providers.use(house.owner, provider.id).agents.count == 1)
            let stopped = try await house.control.agents.stop(house.owner, agent.id)
            #expect(stopped.agent.state == .stopped)
            #expect(try await house.control.providers.use(house.owner, provider.id).agents.isEmpty)
            #expect(house.publisher.snapshots.last?.agentsByID[agent.id] == nil)
            #expect(house.driver.runs.allSatisfy { !$0.isAlive })
            // Stopping again is no error.
            #expect(try await house.control.agents.stop(house.owner, agent.id).agent.state == .stopped)
        }
    }

    @Test func restartReadsTypeAndKeyAnew() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider(key: "sk-first-0123456789"))
            let agent = try await house.runningAgent(of: type)
            let next = try await house.provider("next", key: "sk-next-0123456789")
            _ = try await house.control.agentTypes.update(
                house.owner, type.id, AgentTypeChange(provider: next.id, model: "gpt-4o-mini"))
            _ = try await house.control.agents.restart(house.owner, agent.id)
            #expect(house.driver.runs.map(\.key) == ["sk-first-0123456789", "sk-next-0123456789"])
            #expect(house.driver.runs.map(\.isAlive) == [false, true])
            #expect(house.driver.runs[0].token != house.driver.runs[1].token)
            #expect(house.driver.runs[1].launch.environment[AgentVariable.model] == "gpt-4o-mini")
        }
    }

    @Test(arguments: [true, false])
    func aStartThatFailsLeavesAnErrorAndNoLease(atPrepare: Bool) async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let agent = try await house.agent(of: house.type(of: provider))
            if atPrepare { house.driver.refusePrepare() } else { house.driver.refuseRelease() }
            #expect(await code { try await house.control.agents.start(house.owner, agent.id) } == .internalError)
            let shown = try await house.control.agents.show(house.owner, agent.id).agent
            #expect(shown.state == .error)
            #expect(shown.stateReason != nil)
            #expect(try await house.control.providers.use(house.owner, provider.id).agents.isEmpty)
            #expect(house.publisher.snapshots.last?.agentsByID[agent.id] == nil)
            #expect(house.driver.runs.allSatisfy { $0.isCancelled })
            #expect(try await house.audited().last == "agent.start failed")
        }
    }

    @Test func twoStartsAtOnceMakeOneProcess() async throws {
        try await House.with { house in
            let agent = try await house.agent(of: house.type(of: house.provider()))
            let codes = await withTaskGroup(of: ErrorCode?.self) { group in
                for _ in 0..<8 {
                    group.addTask { await code { try await house.control.agents.start(house.owner, agent.id) } }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.filter { $0 == nil }.count == 1)
            #expect(codes.filter { $0 == .agentBusy }.count == 7)
            #expect(house.driver.runs.count == 1)
        }
    }

    @Test func startsAgainstDeletionsNeverLeaveARunWithoutAKey() async throws {
        try await House.with { house in
            for round in 0..<20 {
                let provider = try await house.provider("p\(round)", key: "sk-race-0123456789")
                let other = try await house.provider("o\(round)", key: "sk-other-0123456789")
                let type = try await house.type(of: provider, slug: "t\(round)")
                let agent = try await house.agent(of: type, name: "a\(round)")
                async let started = code { try await house.control.agents.start(house.owner, agent.id) }
                async let deleted = code {
                    _ = try await house.control.agentTypes.update(
                        house.owner, type.id, AgentTypeChange(provider: other.id))
                    try await house.control.providers.delete(house.owner, provider.id)
                }
                let (start, deletion) = await (started, deleted)
                #expect(start == nil)
                let key = house.driver.runs.last { $0.launch.agent == agent.id }?.key
                // Either the start came first and its provider stays, or it took the other one.
                #expect(deletion == .providerInUse ? key == "sk-race-0123456789" : key == "sk-other-0123456789")
            }
        }
    }

    @Test func aProcessThatEndsByItselfLeavesAReason() async throws {
        try await House.with { house in
            let agent = try await house.runningAgent(of: house.type(of: house.provider()))
            let isToldOf = try await supervised(house) {
                house.driver.end(agent.id, .code(3))
                return try await eventually { house.publisher.snapshots.last?.agentsByID[agent.id] == nil }
            }
            #expect(isToldOf)
            let ended = try await house.control.agents.show(house.owner, agent.id).agent
            #expect(ended.state == .error)
            #expect(ended.stateReason == "ended with exit code 3")
        }
    }

    @Test func anEndThatWasAskedForIsNoError() async throws {
        try await House.with { house in
            let agent = try await house.runningAgent(of: house.type(of: house.provider()))
            let state = try await supervised(house) {
                _ = try await house.control.agents.stop(house.owner, agent.id)
                try await Task.sleep(for: .milliseconds(200))
                return try await house.control.agents.show(house.owner, agent.id).agent.state
            }
            #expect(state == .stopped)
        }
    }

    @Test func aStartThatNeverAsksForMessagesIsEnded() async throws {
        try await House.with { house in
            let agent = try await house.agent(of: house.type(of: house.provider()))
            _ = try await house.control.agents.start(house.owner, agent.id)
            house.clock.advance(seconds: 21)
            let ended = try await supervised(house) {
                try await eventually {
                    try await house.control.agents.show(house.owner, agent.id).agent.state == .error
                }
            }
            #expect(ended)
            #expect(house.driver.runs.allSatisfy { !$0.isAlive })
        }
    }

    @Test func aNewServerAdoptsWhatRunsAndEndsWhatDoesNot() async throws {
        try await House.with { house in
            let type = try await house.type(of: house.provider())
            let alive = try await house.runningAgent(of: type, name: "alive")
            let dead = try await house.runningAgent(of: type, name: "dead")
            let half = try await house.agent(of: type, name: "half")
            // Started without a process: the server went away in between.
            _ = try await house.repositories.agents.beginStart(
                half.id, in: house.organization.id, tokenHash: try #require(Digest32(Array(repeating: 1, count: 32))),
                terms: TokenTerms(), at: .now())
            await house.driver.stop(try #require(dead.process), agent: dead.id, grace: .zero)

            try await Control(house.ports).supervisor.reconcile()
            #expect(try await house.control.agents.show(house.owner, alive.id).agent.state == .running)
            for id in [dead.id, half.id] {
                let agent = try await house.control.agents.show(house.owner, id).agent
                #expect(agent.state == .error)
                #expect(agent.stateReason == "ended while the server was away")
            }
            #expect(house.publisher.snapshots.last.map { Array($0.agentsByID.keys) } == [alive.id])
        }
    }

    @Test func anAgentAtRestCanBeDeletedAndARunningOneNot() async throws {
        try await House.with { house in
            let agent = try await house.runningAgent(of: house.type(of: house.provider()))
            #expect(await code { try await house.control.agents.delete(house.owner, agent.id) } != nil)
            _ = try await house.control.agents.stop(house.owner, agent.id)
            try await house.control.agents.delete(house.owner, agent.id)
            #expect(house.driver.removed == [agent.id])
            #expect(await code { try await house.control.agents.show(house.owner, agent.id) } == .notFound)
        }
    }

    @Test func viewersLookAndMembersStart() async throws {
        try await House.with { house in
            let agent = try await house.agent(of: house.type(of: house.provider()))
            #expect(await code { try await house.control.agents.start(house.caller(.viewer), agent.id) } == .forbidden)
            #expect(try await house.control.agents.logs(house.caller(.viewer), agent.id).contains("hello"))
            _ = try await house.control.agents.start(house.caller(.member), agent.id)
        }
    }

    /// Runs a piece of work while the supervisor watches.
    private func supervised<R: Sendable>(
        _ house: House, by supervisor: AgentSupervisor? = nil, _ body: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        try await withThrowingTaskGroup(of: R?.self) { group in
            group.addTask {
                await (supervisor ?? house.control.supervisor).run()
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw FakeError()
        }
    }
}
