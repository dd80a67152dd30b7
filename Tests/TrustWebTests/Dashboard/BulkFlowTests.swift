// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(5))) struct BulkFlowTests {
    private func prepared(_ browser: Browser, _ house: House) async throws -> [String] {
        try await browser.setUp(house)
        let provider = try await browser.addProvider("first")
        let type = try await browser.addAgentType(
            on: provider, labels: [("label_team", "payments"), ("labels", "region=eu")])
        for number in 0..<60 {
            _ = try await browser.addAgent(
                "agent-\(number < 10 ? "0" : "")\(number)", of: type,
                labels: [("label_environment", number < 5 ? "production" : "test")])
        }
        return [provider, type]
    }

    @Test func agentsAreNarrowedPagedGroupedAndActedOn() async throws {
        try await Browser.with { browser, house in
            _ = try await prepared(browser, house)
            let all = try await browser.get("/agents")
            #expect(all.text.contains("1–50 of 60 agents") && all.text.contains("agent-49"))
            #expect(!all.text.contains("agent-50"))
            #expect(try await browser.get("/agents?page=2").text.contains("agent-59"))
            let narrowed = try await browser.get(
                "/agents?label=environment:production&label=team:payments&state=stopped")
            #expect(narrowed.text.contains("5 agents") && !narrowed.text.contains("agent-07"))
            #expect(try await browser.get("/agents?label=A").text.contains("filter-error"))
            let grouped = try await browser.get("/agents?group=environment")
            #expect(grouped.text.contains("table-group"))
            #expect(try await browser.get("/agents?label=region:us").text.contains("No agent is like this."))

            let nothing = try await browser.post("/agents/actions", [("action", "stop")], token: browser.token())
            #expect(nothing.status == .unprocessableContent && nothing.text.contains("Nothing was selected"))
            let asked = try await browser.post(
                "/agents/actions",
                [("action", "stop"), ("all", "yes"), ("view", "label=environment%3Aproduction")],
                token: browser.token())
            let operation = asked.location
            #expect(operation.hasPrefix("/operations/"))
            let running = try await browser.get(operation)
            #expect(running.text.contains("0 of 5 done") && running.text.contains("/progress"))
            await house.control.bulkRunner.drain()
            let done = try await browser.get(operation)
            #expect(done.text.contains("5 of 5 done") && !done.text.contains("hx-get"))
            #expect(try await browser.get("/operations").text.contains("Stop 5 agents"))
        }
    }

    @Test func aProviderInUseLeadsToWhatFreesIt() async throws {
        try await Browser.with { browser, house in
            let paths = try await prepared(browser, house)
            let blocked = try await browser.get(paths[0] + "/delete")
            #expect(blocked.text.contains(paths[0] + "/stop-all") && blocked.text.contains(paths[0] + "/reassign"))
            #expect(try await browser.get(paths[0] + "/reassign").text.contains("No other provider"))
            let second = try await browser.post(
                "/settings/providers",
                [
                    ("type", "anthropic"), ("api_key", "sk-ant-0123456789abcdefghijAB12"), ("name", "second"),
                    ("save_anyway", "yes"),
                ], token: browser.token())
            let target = String(
                second.location.split(separator: "?").first?.split(separator: "/").last ?? "")
            let refused = try await browser.post(
                paths[0] + "/reassign", [("to", target), ("restart", "yes")], token: browser.token())
            #expect(refused.status == .unprocessableContent && refused.text.contains("gpt-4o"))
            let asked = try await browser.post(
                paths[0] + "/reassign",
                [("to", target), ("restart", "yes"), ("model_gpt-4o", "claude-sonnet-4-20250514")],
                token: browser.token())
            #expect(asked.location.hasPrefix("/operations/"))
            #expect(try await browser.get(paths[1]).text.contains("claude-sonnet-4-20250514"))
            let paused = try await browser.post(paths[0] + "/stop-all", [], token: browser.token())
            #expect(paused.location.hasPrefix("/operations/"))
            #expect(try await browser.get(paths[0]).text.contains("Paused since"))
            _ = try await browser.post(paths[0] + "/resume", [], token: browser.token())
            #expect(try await !browser.get(paths[0]).text.contains("Paused since"))
        }
    }

    @Test func labelsAreEditedInTheFormsAndWrongOnesStandBesideTheirField() async throws {
        try await Browser.with { browser, house in
            let paths = try await prepared(browser, house)
            let wrong = try await browser.post(
                paths[0] + "/rename", [("name", "first"), ("use_case", ""), ("labels", "Region=eu")],
                token: browser.token())
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("label-others-error"))
            #expect(wrong.text.contains("Region=eu"))
            let right = try await browser.post(
                paths[0] + "/rename",
                [("name", "first"), ("use_case", ""), ("label_owner", "ada"), ("labels", "region=eu\r\n")],
                token: browser.token())
            #expect(right.status.kind == .redirection)
            #expect(try await browser.get(paths[0]).text.contains("owner: ada"))
            #expect(try await browser.get("/settings/providers?label=region:eu").text.contains(paths[0]))
            #expect(try await !browser.get("/settings/providers?label=region:us").text.contains(paths[0]))
            let agents = try await browser.get("/agents?label=team:payments")
            #expect(agents.text.contains("1–50 of 60 agents"))
        }
    }
}
