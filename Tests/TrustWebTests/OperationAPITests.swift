// SPDX-License-Identifier: Apache-2.0
import HummingbirdTesting
import Testing
import TrustControl
import TrustCore

@Suite(.timeLimit(.minutes(5)))
struct OperationAPITests {
    @Test func anOperationIsAcceptedAndFollowed() async throws {
        try await Site.with { site in
            let type = try await site.house.type(of: try await site.house.provider())
            let agent = try await site.house.runningAgent(of: type)
            let member = ["X-API-Key": try await site.apiKey(.member)]
            let asked = try await site.call(
                "POST", "/api/agents/actions", #"{"action":"stop","agents":["\#(agent.id)"]}"#, headers: member)
            #expect(asked.status == 202)
            #expect(asked.json["status"] == "running" && asked.json["total"] == 1)
            let path = try #require(asked.headers["location"])
            await site.house.control.bulkRunner.drain()
            let viewer = ["X-API-Key": try await site.apiKey(.viewer)]
            let done = try await site.call("GET", path, headers: viewer)
            #expect(done.json["status"] == "done" && done.json["done"] == 1 && done.json["failed"] == 0)
            #expect(done.json["items"]?[0]?["agent_id"] == .string(agent.id.description))
            #expect(try await site.call("GET", "/api/operations", headers: viewer).json["items"]?.count == 1)
        }
    }

    @Test(
        arguments: [
            (#"{"action":"stop"}"#, "agents"), (#"{"action":"stop","agents":[]}"#, "agents"),
            (#"{"action":"move","agents":[]}"#, "action"), (#"{"action":"stop","selector":{}}"#, "selector"),
            (#"{"action":"stop","selector":{"team":"x"}}"#, "selector"),
            (#"{"action":"stop","selector":{"labels":{}}}"#, "selector"),
            (#"{"action":"stop","selector":{"state":"gone"}}"#, "selector"),
            (#"{"action":"stop","selector":{"labels":{"A":"x"}}}"#, "labels"),
            (#"{"action":"stop","agents":["x"]}"#, "agents"), (#"{"action":"stop","all":true}"#, "all"),
        ])
    func whatCantBeMeantIsRefused(body: String, field: String) async throws {
        try await Site.with { site in
            let headers = ["X-API-Key": try await site.apiKey(.member)]
            let reply = try await site.call("POST", "/api/agents/actions", body, headers: headers)
            #expect(reply.status == 400 && reply.field == field, "\(body) \(reply.text)")
        }
    }

    @Test func aProviderInUseSaysWhatFreesItAndAMemberMayNot() async throws {
        try await Site.with { site in
            let provider = try await site.house.provider()
            _ = try await site.house.type(of: provider)
            let admin = ["X-API-Key": try await site.apiKey(.admin)]
            let refused = try await site.call("DELETE", "/api/providers/\(provider.id)", headers: admin)
            let links = refused.json["details"]?["links"]
            #expect(links?["stop_all"]?["path"] == .string("/api/providers/\(provider.id)/pause"))
            #expect(links?["reassign_all"]?["method"] == "POST")
            let member = ["X-API-Key": try await site.apiKey(.member)]
            let attempts: [(String, String?)] = [
                ("pause", nil), ("resume", nil), ("reassign", #"{"to":"\#(provider.id)"}"#),
            ]
            for (action, body) in attempts {
                let path = "/api/providers/\(provider.id)/\(action)"
                #expect(try await site.call("POST", path, body, headers: member).status == 403)
            }
            let paused = try await site.call("POST", "/api/providers/\(provider.id)/pause", headers: admin)
            #expect(paused.status == 202 && paused.json["status"] == "done")
            let agent = try await site.house.agent(of: try await site.house.type(of: provider, slug: "second"))
            let start = try await site.call("POST", "/api/agents/\(agent.id)/start", headers: admin)
            #expect(start.status == 409 && start.code == "PROVIDER_PAUSED")
            let resumed = try await site.call("POST", "/api/providers/\(provider.id)/resume", headers: admin)
            #expect(resumed.status == 200 && resumed.json["paused_at"] == nil)
        }
    }
}
