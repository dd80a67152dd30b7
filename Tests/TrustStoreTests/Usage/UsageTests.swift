// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

struct UsageTests {
    @Test func aCallComesBackAsItWasRecordedAndCountsOnce() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let event = Sample.usage(of: scenario.agent, provider: scenario.provider.id)
            var bare = Sample.usage(
                of: scenario.agent, provider: scenario.provider.id, at: Sample.moment.adding(seconds: 1))
            (bare.returnedModel, bare.timeToFirstByte, bare.cost, bare.source) = (nil, nil, nil, .unknown)
            let sink = store.repositories.usageSink
            try await sink.record([event, bare, event])
            try await sink.record([bare, event])
            try await sink.record([])
            let requests = try await store.repositories.usage.requests(
                ofAgent: scenario.agent.id, in: scenario.organization.id, limit: 10)
            #expect(requests == [bare, event])
            #expect(
                try await store.repositories.usage.requests(ofAgent: scenario.agent.id, in: .make(), limit: 10).isEmpty)
        }
    }

    @Test func anEventThatTheSchemaRefusesHoldsNoOtherBack() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let good = Sample.usage(of: scenario.agent, provider: scenario.provider.id)
            var impossible = Sample.usage(
                of: scenario.agent, provider: scenario.provider.id, at: Sample.moment.adding(seconds: 1))
            impossible.usage.output = -1
            impossible.returnedModel = "x\u{0}"
            try await store.repositories.usageSink.record([impossible, good])
            let requests = try await store.repositories.usage.requests(
                ofAgent: scenario.agent.id, in: scenario.organization.id, limit: 10)
            #expect(requests.map(\.id) == [impossible.id, good.id])
            #expect(requests.map(\.source) == [.unknown, good.source])
            #expect(requests.first?.cost == nil)
        }
    }

    @Test func statisticsAddUpWhatWasRecorded() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (all, agent) = (store.repositories, scenario.agent)
            func event(_ outcome: CallOutcome, status: Int64, duration: Int64, cost: Int64?) -> UsageEvent {
                var event = Sample.usage(of: agent, provider: scenario.provider.id)
                (event.outcome, event.status, event.duration) = (outcome, status, duration)
                event.cost = cost.map { Nanodollars($0) }
                return event
            }
            try await all.usageSink.record([
                event(.completed, status: 200, duration: 1000, cost: 100),
                event(.completed, status: 200, duration: 3000, cost: 50),
                event(.callerGone, status: 200, duration: 900_000, cost: nil),
                event(.providerError, status: 429, duration: 900_000, cost: 0),
                event(.timedOut, status: 200, duration: 900_000, cost: nil),
            ])
            try await store.start(agent)
            for index in 0..<3 {
                let message = try await store.ask(agent, after: Int64(index))
                _ = try await all.inbox.next(for: agent.id, within: .zero)
                try await all.inbox.reply(
                    ChannelReply(messageID: message.id, content: "x", errorCode: index == 2 ? .agentFailed : nil),
                    from: agent.id)
            }
            let expected = AgentStatistics(
                usage: TokenUsage(input: 50, cachedRead: 25, cacheWrite: 15, cacheWriteLong: 10, output: 35),
                calls: 5, averageResponseTime: 2000, messagesProcessed: 2, errors: 3, cost: Nanodollars(150),
                callsOfUnknownCost: 2)
            let organization = scenario.organization.id
            #expect(try await all.usage.statistics(ofAgent: agent.id, in: organization, since: nil) == expected)
            #expect(
                try await all.usage.statistics(ofAgent: agent.id, in: organization, since: Sample.moment) == expected)
            var ofProvider = expected
            (ofProvider.messagesProcessed, ofProvider.errors) = (0, 2)
            #expect(
                try await all.usage.statistics(ofProvider: scenario.provider.id, in: organization, since: nil)
                    == ofProvider)
        }
    }

    @Test func withoutCallsThereIsNoAverage() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (all, agent) = (store.repositories, scenario.agent)
            try await all.usageSink.record([Sample.usage(of: agent, provider: scenario.provider.id)])
            let nothing = AgentStatistics(
                usage: TokenUsage(), calls: 0, averageResponseTime: nil, messagesProcessed: 0, errors: 0,
                cost: Nanodollars(0), callsOfUnknownCost: 0)
            let later = Sample.moment.adding(seconds: 1)
            let organization = scenario.organization.id
            #expect(try await all.usage.statistics(ofAgent: agent.id, in: organization, since: later) == nothing)
            #expect(try await all.usage.statistics(ofAgent: agent.id, in: .make(), since: nil) == nothing)
        }
    }

    @Test func thePriceInForceIsTheLatestThatHasBegun() async throws {
        try await withStore { store in
            let prices = store.repositories.prices
            func entry(_ model: String, _ input: Int64, after seconds: Int64) -> PriceEntry {
                PriceEntry(
                    model: model, provider: .openai,
                    price: ModelPrice(input: input, output: 10, cachedRead: 1, cacheWrite: nil, cacheWriteLong: 3),
                    validFrom: Sample.moment.adding(seconds: seconds), source: "test")
            }
            try await prices.seed([entry("a", 1, after: 0), entry("a", 2, after: 10), entry("b", 5, after: 20)])
            // A price that is there is never changed.
            try await prices.seed([entry("a", 9, after: 0)])
            #expect(try await prices.prices(at: Sample.moment.adding(seconds: -1)).isEmpty)
            #expect(try await prices.prices(at: Sample.moment.adding(seconds: 9)).mapValues(\.input) == ["a": 1])
            let later = try await prices.prices(at: Sample.moment.adding(seconds: 20))
            #expect(later.mapValues(\.input) == ["a": 2, "b": 5])
            #expect(later["b"] == entry("b", 5, after: 20).price)
        }
    }
}
