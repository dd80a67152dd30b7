// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

@Suite struct StateWordsTests {
    private func label(_ state: Agent.State, secondsAgo: Int64, reason: String? = nil) -> String {
        let agent = Sample.agent(.make(at: Sample.now), state, secondsAgo: secondsAgo, reason: reason)
        let label = agent.label(now: Sample.now)
        return [label.word, label.detail?.words].compactMap { $0 }.joined(separator: " · ")
    }

    @Test func statesAreSaidInWords() {
        #expect(label(.running, secondsAgo: 259_200) == "running · 3 d")
        #expect(label(.starting, secondsAgo: 4) == "starting · 4 s")
        #expect(label(.error, secondsAgo: 720, reason: "out of memory.") == "error · out of memory, 12 min ago")
        #expect(label(.stopped, secondsAgo: 7200) == "stopped · 2 h")
    }

    @Test(arguments: Agent.State.allCases)
    func whatCanBeDoneDependsOnTheState(state: Agent.State) {
        let agent = Sample.agent(.make(at: Sample.now), state)
        let labels = agent.actions(.process).map(\.label)
        switch state {
        case .stopped, .error: #expect(labels == ["Start"])
        case .running, .unknown: #expect(labels == ["Restart", "Stop"])
        case .starting: #expect(labels == ["Stop"])
        case .stopping: #expect(labels.isEmpty)
        }
    }

    @Test func aListAsksAgainSoonWhileSomethingStarts() {
        let type = AgentTypeID.make(at: Sample.now)
        let resting = [Sample.agent(type, .running), Sample.agent(type, .stopped)]
        let starting = resting + [Sample.agent(type, .starting)]
        #expect(Agent.refreshInterval(for: starting) < Agent.refreshInterval(for: resting))
    }

    @Test(arguments: ProviderHealth.State.allCases)
    func everyHealthHasAWordAndAnIcon(state: ProviderHealth.State) throws {
        let provider = try Sample.provider("p", .openai, state)
        let label = provider.health.label(now: Sample.now, since: provider.createdAt)
        #expect(!label.word.isEmpty && !label.icon.isEmpty)
    }

    @Test func theRailShowsWhatARoleMaySee() {
        func hrefs(_ role: Role) -> [String] {
            let caller = Caller(actor: .user(.make(at: Sample.now)), organization: Sample.organization, role: role)
            let rail = Place.rail(marking: .agents, for: caller)
            return (rail.pages + rail.settings).map(\.href)
        }
        #expect(hrefs(.owner).contains("/settings/api-keys"))
        #expect(!hrefs(.viewer).contains("/settings/api-keys"))
    }

    @Test(arguments: ["//evil.example", "https://evil.example", "/\\evil.example", "", "agents", "/a b", "/a\nb"])
    func signInLeadsNowhereElse(path: String) {
        #expect(SignInPage.safePath(path) == nil)
    }

    @Test func signInLeadsBackToAPage() {
        #expect(SignInPage.safePath("/agents/1?x=2") == "/agents/1?x=2")
    }
}
