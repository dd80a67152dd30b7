// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustStore

struct RequestListTests {
    private static func event(_ scenario: Scenario, _ second: Int64, _ change: (inout UsageEvent) -> Void = { _ in })
        -> UsageEvent
    {
        var event = Sample.usage(
            of: scenario.agent, provider: scenario.provider.id, at: Sample.moment.adding(seconds: second))
        change(&event)
        return event
    }

    @Test func everyFilterFindsItsCallsNewestFirst() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let other = Sample.agent(in: scenario.organization.id, type: .make(), name: "other")
            let fine = Self.event(scenario, 0)
            let slow = Self.event(scenario, 1) { ($0.status, $0.outcome) = (429, .providerError) }
            let cut = Self.event(scenario, 2) { ($0.requestedModel, $0.outcome) = ("claude", .callerGone) }
            var elsewhere = Self.event(scenario, 3)
            (elsewhere.agent, elsewhere.agentType, elsewhere.provider) = (other.id, other.type, .make())
            var foreign = Self.event(scenario, 4)
            foreign.organization = .make()
            try await store.repositories.usageSink.record([fine, slow, cut, elsewhere, foreign])
            func found(_ query: RequestQuery) async throws -> [RequestID] {
                try await store.repositories.usage.requests(
                    query, in: scenario.organization.id, before: nil, limit: 10
                ).map(\.id)
            }
            #expect(try await found(RequestQuery()) == [elsewhere.id, cut.id, slow.id, fine.id])
            #expect(try await found(RequestQuery(agent: scenario.agent.id)) == [cut.id, slow.id, fine.id])
            #expect(try await found(RequestQuery(agentType: other.type)) == [elsewhere.id])
            #expect(try await found(RequestQuery(provider: elsewhere.provider)) == [elsewhere.id])
            #expect(try await found(RequestQuery(model: "claude")) == [cut.id])
            #expect(try await found(RequestQuery(ending: .error)) == [slow.id])
            #expect(try await found(RequestQuery(ending: .outcome(.callerGone))) == [cut.id])
            #expect(try await found(RequestQuery(ending: .outcome(.providerError))) == [slow.id])
            #expect(try await found(RequestQuery(status: 429)) == [slow.id])
            #expect(try await found(RequestQuery(agent: other.id, ending: .error)) == [])
            let (from, to) = (Sample.moment.adding(seconds: 1), Sample.moment.adding(seconds: 2))
            #expect(try await found(RequestQuery(from: from, to: to)) == [slow.id])
        }
    }

    @Test func partsFollowOneAnotherAlsoWithinOneMoment() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let events = (0..<7).map { Self.event(scenario, $0 / 4) }
            try await store.repositories.usageSink.record(events)
            var (seen, position): ([RequestID], RequestPosition?) = ([], nil)
            while true {
                let part = try await store.repositories.usage.requests(
                    RequestQuery(), in: scenario.organization.id, before: position, limit: 3)
                guard let last = part.last else { break }
                seen += part.map(\.id)
                position = RequestPosition(RequestPosition(last).text)
            }
            #expect(seen.count == 7 && Set(seen) == Set(events.map(\.id)))
        }
    }

    @Test func oneCallComesWithThePriceOfItsMoment() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            func entry(_ input: Int64, _ second: Int64) -> PriceEntry {
                PriceEntry(
                    model: "gpt-4o", provider: .openai, price: ModelPrice(input: input, output: 1),
                    validFrom: Sample.moment.adding(seconds: second), source: "test")
            }
            try await store.repositories.prices.seed([entry(7, -10), entry(9, 10)])
            let event = Self.event(scenario, 0)
            try await store.repositories.usageSink.record([event])
            let usage = store.repositories.usage
            let found = try await usage.request(event.id, in: scenario.organization.id)
            #expect(found?.event == event && found?.price?.input == 7)
            #expect(try await usage.request(event.id, in: .make()) == nil)
        }
    }

    static let plans: [(RequestQuery, String)] = [
        (RequestQuery(), "requests_by_time"), (RequestQuery(from: Sample.moment), "requests_by_time"),
        (RequestQuery(agent: .make()), "requests_by_agent"), (RequestQuery(agentType: .make()), "requests_by_type"),
        (RequestQuery(provider: .make()), "requests_by_provider"), (RequestQuery(model: "x"), "requests_by_model"),
        (RequestQuery(ending: .error), "requests_failed"), (RequestQuery(status: 500), "requests_failed"),
        (RequestQuery(ending: .outcome(.timedOut)), "requests_failed"),
    ]

    @Test(arguments: plans) func noListIsSorted(_ query: RequestQuery, index: String) async throws {
        try await withStore { store in
            for position in [nil, RequestPosition(startedAt: Sample.moment, id: .make())] {
                let (sql, parameters) = SQLUsageStore.statement(query, .make(), position, 50)
                let plan = try await store.database.read { session in
                    try session.query("EXPLAIN QUERY PLAN " + sql, parameters).map { try $0.text("detail") }
                }
                #expect(plan.count == 1 && plan[0].contains("USING INDEX \(index) "), "\(plan)")
            }
        }
    }
}
