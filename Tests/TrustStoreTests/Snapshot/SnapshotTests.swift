// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

@Suite(.timeLimit(.minutes(5)))
struct SnapshotTests {
    @Test func anAgentIsThereFromItsStartToItsEnd() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (all, token) = (store.repositories, Sample.digest())
            #expect(try await all.snapshots.load().agentsByID.isEmpty)
            let start = try await store.start(scenario.agent, token: token)
            let snapshot = try await all.snapshots.load()
            let agent = try #require(snapshot.agentsByToken[token])
            #expect(snapshot.agentsByID[scenario.agent.id] === agent)
            #expect(agent.organization == scenario.organization.id)
            #expect(agent.type == scenario.type.id)
            #expect(agent.delivery == .env)
            #expect(agent.defaultMaxTokens == 512)
            #expect(agent.route.count == 1)
            let target = try #require(agent.route.first)
            #expect(target.provider == scenario.provider.id)
            #expect(target.type == .openai)
            #expect(target.version == scenario.version.id)
            #expect(target.lease == start.lease.id)
            #expect(target.fingerprint == scenario.provider.fingerprint)
            #expect(target.model == "gpt-4o")
            #expect(target.endpoint.host == "api.openai.com")
            try await all.agents.finish(scenario.agent.id, state: .stopped, reason: nil, at: Sample.moment)
            #expect(try await all.snapshots.load().agentsByToken.isEmpty)
        }
    }

    @Test func aRunningAgentKeepsTheTermsOfItsStart() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let all = store.repositories
            let (other, _) = try await store.makeProvider(in: scenario.organization.id, name: "other")
            try await store.start(scenario.agent)
            var type = scenario.type
            (type.provider, type.model, type.delivery) = (other.id, "claude-sonnet-4", .leased)
            try await all.agentTypes.update(type, audit: Sample.audit("type.update"))
            let agent = try #require(try await all.snapshots.load().agentsByID[scenario.agent.id])
            #expect(agent.delivery == .env)
            #expect(agent.route.map(\.model) == ["gpt-4o"])
            #expect(agent.route.map(\.provider) == [scenario.provider.id])
            try await all.agents.finish(scenario.agent.id, state: .stopped, reason: nil, at: Sample.moment)
            try await store.start(scenario.agent)
            let moved = try #require(try await all.snapshots.load().agentsByID[scenario.agent.id])
            #expect(moved.delivery == .leased)
            #expect(moved.route.map(\.provider) == [other.id])
        }
    }

    @Test func baseURLsOfOnesOwnAreParsed() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let (provider, version) = Sample.provider(
                in: organization.id, type: .anthropic, baseURL: "http://127.0.0.1:9000/base/v1")
            try await store.repositories.providers.insert(
                provider, version: version, audit: Sample.audit("provider.create"))
            let type = try await store.makeType(in: organization.id, provider: provider.id)
            let agent = try await store.makeAgent(in: organization.id, type: type.id)
            try await store.start(agent)
            let target = try await store.repositories.snapshots.load().agentsByID[agent.id]?.route.first
            #expect(
                target?.endpoint
                    == UpstreamEndpoint(isTLS: false, host: "127.0.0.1", port: 9000, pathPrefix: "/base"))
        }
    }

    @Test func generationsGrowAndPricesAreThoseInForce() async throws {
        try await withStore { store in
            let all = store.repositories
            try await all.prices.seed(
                [0, 10].map {
                    PriceEntry(
                        model: "gpt-4o", provider: .openai, price: ModelPrice(input: $0 + 1, output: 1),
                        validFrom: Sample.moment.adding(seconds: $0), source: "test")
                })
            let first = try await all.snapshots.load()
            store.clock.now = Sample.moment.adding(seconds: 10)
            let second = try await all.snapshots.load()
            store.clock.now = Sample.moment
            let third = try await all.snapshots.load()
            #expect(first.generation < second.generation && second.generation < third.generation)
            #expect(first.prices.price(of: "gpt-4o")?.input == 1)
            #expect(second.prices.price(of: "gpt-4o")?.input == 11)
        }
    }

    @Test func changesAreToldAndComeAsOneWhenNobodyLooked() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            var changes = store.repositories.snapshots.changes().makeAsyncIterator()
            try await store.start(scenario.agent)
            try await store.repositories.agents.finish(
                scenario.agent.id, state: .stopped, reason: nil, at: Sample.moment)
            #expect(await changes.next() != nil)
            // Both changes were one element: the next comes with the next change.
            let (next, order) = AsyncStream.makeStream(of: String.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                let stream = store.repositories.snapshots.changes()
                group.addTask {
                    for await _ in stream { break }
                    order.yield("told")
                    order.finish()
                }
                try await Task.sleep(for: .milliseconds(30))
                order.yield("changed")
                try await store.start(scenario.agent)
                try await group.waitForAll()
            }
            var seen: [String] = []
            for await word in next { seen.append(word) }
            #expect(seen == ["changed", "told"])
            #expect(await changes.next() != nil)
        }
    }

    @Test func messagesAndUsageDisturbNobody() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let stream = store.repositories.snapshots.changes()
            try await store.ask(scenario.agent)
            try await store.repositories.usageSink.record([
                Sample.usage(of: scenario.agent, provider: scenario.provider.id)
            ])
            let told = try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    for await _ in stream { return true }
                    return false
                }
                try await Task.sleep(for: .milliseconds(50))
                group.cancelAll()
                return try await group.next() ?? true
            }
            #expect(!told)
        }
    }
}
