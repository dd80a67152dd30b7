// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Testing
import TrustControl
import TrustCore
import TrustStore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(3))) struct RequestsAPITests {
    /// A call that cost 0.00035 USD: 100 tokens in at 2.5 USD a million, 10 out at 10.
    private static func event(_ house: House, _ agent: Agent, _ second: Int64 = 0, failed: Bool = false) -> UsageEvent {
        UsageEvent(
            id: .make(), organization: house.organization.id, agent: agent.id, agentType: agent.type, provider: .make(),
            requestedModel: "gpt-4o", returnedModel: failed ? nil : "gpt-4o-2024-08-06", streamed: false,
            startedAt: house.clock.now.adding(seconds: second), duration: 812_000, timeToFirstByte: 800_000,
            status: failed ? 401 : 200, outcome: failed ? .providerError : .completed,
            usage: failed ? TokenUsage() : TokenUsage(input: 100, output: 10),
            source: failed ? .unknown : .reported, cost: failed ? nil : Nanodollars(350_000))
    }

    private static func prepare(_ house: House) async throws -> (agent: Agent, fine: UsageEvent, failed: UsageEvent) {
        let agent = try await house.agent(of: house.type(of: house.provider()))
        try await house.repositories.prices.seed([
            PriceEntry(
                model: "gpt-4o", provider: .openai, price: ModelPrice(input: 2_500_000, output: 10_000_000),
                validFrom: house.clock.now.adding(seconds: -100), source: "test")
        ])
        let (fine, failed) = (event(house, agent), event(house, agent, 1, failed: true))
        try await house.repositories.usageSink.record([fine, failed])
        return (agent, fine, failed)
    }

    @Test func callsAreListedFilteredAndExplained() async throws {
        try await Site.with { site in
            let (agent, fine, failed) = try await Self.prepare(site.house)
            let headers = ["X-API-Key": try await site.apiKey(.viewer)]
            func items(_ query: String) async throws -> [JSONValue?] {
                let reply = try await site.call("GET", "/api/requests?\(query)", headers: headers)
                #expect(reply.status == 200, "\(query): \(reply.text)")
                return (0..<(reply.json["items"]?.count ?? 0)).map { reply.json["items"]?[$0]?["id"] }
            }
            #expect(try await items("").count == 2)
            #expect(try await items("agent=\(agent.id)&type=\(agent.type)").count == 2)
            #expect(try await items("outcome=error") == [.string(failed.id.description)])
            #expect(try await items("outcome=completed&model=gpt-4o") == [.string(fine.id.description)])
            #expect(try await items("status=401&provider=\(failed.provider)") == [.string(failed.id.description)])
            #expect(try await items("to=2020-01-01").isEmpty)
            let first = try await site.call("GET", "/api/requests?limit=1", headers: headers)
            let cursor = try #require(first.json["next_cursor"]?.string)
            #expect(try await items("limit=1&cursor=\(cursor)") == [.string(fine.id.description)])
            let names = [("agent", "x"), ("outcome", "odd"), ("status", "1000"), ("from", "soon"), ("cursor", "1")]
            for (name, value) in names {
                let reply = try await site.call("GET", "/api/requests?\(name)=\(value)", headers: headers)
                #expect(reply.status == 400 && reply.field == name)
            }

            let shown = try await site.call("GET", "/api/requests/\(fine.id)", headers: headers).json
            #expect(shown["cost"] == "0.00035" && shown["agent_name"] == .string(agent.name))
            #expect(shown["lines"]?[0]?["price_per_million"] == "2.50" && shown["lines"]?[0]?["cost"] == "0.00025")
            #expect(shown["lines"]?[1]?["kind"] == "output" && shown["lines"]?[1]?["cost"] == "0.0001")
            let refused = try await site.call("GET", "/api/requests/\(failed.id)", headers: headers).json
            #expect(refused["lines"]?.count == 0 && refused["cost_reason"]?.string != nil)
            #expect(refused["explanation"]?.string?.contains("refused the key") == true)
            let none = try await site.call("GET", "/api/requests/\(RequestID.make())", headers: headers)
            #expect(none.status == 404)
        }
    }

    @Test func thePagesShowTheSame() async throws {
        try await Browser.with { browser, house in
            #expect(try await browser.get("/requests").status.kind == .redirection)
            try await browser.setUp(house)
            let empty = try await browser.get("/requests")
            #expect(empty.text.contains("No call yet"))
            let wrong = try await browser.get("/requests?from=soon")
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("id=\"requests-from-error\""))
            #expect(try await browser.get("/requests?agent=x").text.contains("The filter can’t be read"))
        }
        try await Site.with(hasDashboard: true) { site in
            let (agent, fine, _) = try await Self.prepare(site.house)
            let visitor = try await site.visitor()
            let headers = ["Cookie": "ag2trust=\(visitor.token)"]
            let list = try await site.call("GET", "/requests?outcome=error", headers: headers)
            #expect(list.status == 200 && list.text.contains("provider error") && list.text.contains(agent.name))
            #expect(!list.text.contains("/requests/\(fine.id)"))
            let detail = try await site.call("GET", "/requests/\(fine.id)", headers: headers)
            #expect(detail.text.contains("$0.00035") && detail.text.contains("gpt-4o-2024-08-06"))
            let other = try await site.call("GET", "/requests/\(RequestID.make())", headers: headers)
            #expect(other.status == 404)
        }
    }
}
