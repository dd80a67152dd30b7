// SPDX-License-Identifier: Apache-2.0
import Foundation
import HummingbirdTesting
import Testing
import TrustCore

@Suite(.timeLimit(.minutes(5)))
struct LabelAPITests {
    private func names(_ reply: Site.Reply) -> [String] {
        guard case .array(let items)? = reply.json["items"] else { return [] }
        return items.compactMap { $0["name"]?.string }
    }

    @Test func agentsAreFoundByTheirOwnAndTheirTypesLabels() async throws {
        try await Site.with { site in
            let type = try await site.house.type(of: try await site.house.provider())
            let headers = ["X-API-Key": try await site.apiKey(.member)]
            let patched = try await site.call(
                "PATCH", "/api/agent-types/\(type.id)", #"{"labels":{"environment":"production","team":"payments"}}"#,
                headers: headers)
            #expect(patched.json["labels"]?["team"] == "payments")
            for (name, labels) in [("one", "{}"), ("two", #"{"team":"search"}"#)] {
                let made = try await site.call(
                    "POST", "/api/agents", #"{"name":"\#(name)","agent_type_id":"\#(type.id)","labels":\#(labels)}"#,
                    headers: headers)
                #expect(made.status == 201)
                #expect(made.json["effective_labels"]?["environment"] == "production")
            }
            let cases = [
                ("label=environment:production", ["one", "two"]), ("label=team:payments", ["one"]),
                ("label=team:search&label=environment:production", ["two"]), ("label=team!:search", ["one"]),
                ("label=!team", []), ("state=running", []), ("state=stopped&type=support", ["one", "two"]),
                ("provider=openai-production&label=team:search", ["two"]),
            ]
            for (query, expected) in cases {
                let reply = try await site.call("GET", "/api/agents?\(query)", headers: headers)
                #expect(names(reply) == expected, "\(query)")
            }
            for (query, field) in [
                ("label=A", "label"), ("state=x", "state"), ("type=x", "type"), ("provider=x", "provider"),
            ] {
                let reply = try await site.call("GET", "/api/agents?\(query)", headers: headers)
                #expect(reply.status == 400 && reply.field == field)
            }
            #expect(
                names(try await site.call("GET", "/api/agent-types?label=team:payments", headers: headers)).count == 1)
            #expect(
                names(try await site.call("GET", "/api/agent-types?label=team:x", headers: headers)).isEmpty)
        }
    }

    @Test func labelsAreReplacedWholeAndWrongOnesRefused() async throws {
        try await Site.with { site in
            let provider = try await site.house.provider()
            let agent = try await site.house.agent(of: try await site.house.type(of: provider))
            let headers = ["X-API-Key": try await site.apiKey(.admin)]
            for path in ["/api/providers/\(provider.id)", "/api/agents/\(agent.id)"] {
                _ = try await site.call("PATCH", path, #"{"labels":{"a":"1","b":"2"}}"#, headers: headers)
                let second = try await site.call("PATCH", path, #"{"labels":{"b":"3"}}"#, headers: headers)
                #expect(second.json["labels"]?["a"] == nil && second.json["labels"]?["b"] == "3")
                let named = try await site.call("PATCH", path, #"{"name":"renamed"}"#, headers: headers)
                #expect(named.json["labels"]?["b"] == "3" && named.json["name"] == "renamed")
                for wrong in [#"{"A":"x"}"#, #"{"a":""}"#, #"{"a":1}"#, "[]", #"{"a":"\u0007"}"#] {
                    let reply = try await site.call("PATCH", path, "{\"labels\":\(wrong)}", headers: headers)
                    #expect(reply.status == 400 && reply.field == "labels", "\(wrong)")
                }
            }
            #expect(
                names(try await site.call("GET", "/api/providers?label=b:3", headers: headers)) == ["renamed"])
            let viewer = ["X-API-Key": try await site.apiKey(.viewer)]
            #expect(
                try await site.call("PATCH", "/api/agents/\(agent.id)", #"{"labels":{}}"#, headers: viewer).status
                    == 403)
        }
    }
}
