// SPDX-License-Identifier: Apache-2.0
import Foundation
import HummingbirdTesting
import Testing
import TrustControl
import TrustCore
import TrustStore
import TrustWeb

@Suite(.timeLimit(.minutes(5)))
struct ResourceTests {
    static let key = "sk-test-canary-0123456789WXYZ"

    @Test func aProvidersLifeFromFirstToLast() async throws {
        let stub = try StubProvider()
        defer { stub.stop() }
        try await Site.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { site in
            let headers = ["X-API-Key": try await site.apiKey(.admin)]
            let made = try await site.call(
                "POST", "/api/providers",
                #"{"name":"OpenAI Production","type":"openai","api_key":"\#(Self.key)","base_url":"\#(stub.baseURL)"}"#,
                headers: headers)
            #expect(made.status == 201)
            let id = try #require(made.json["id"]?.string)
            #expect(made.headers["location"] == "/api/providers/\(id)")
            #expect(made.json["key_hint"] == "WXYZ")
            #expect(made.json["health"]?["state"] == "works")
            #expect(stub.received.first?.contains(Self.key) == true)

            let list = try await site.call("GET", "/api/providers", headers: headers)
            #expect(list.json["items"]?.count == 1)
            #expect(list.json["next_cursor"] == .null)
            let test = try await site.call("POST", "/api/providers/\(id)/test", headers: headers)
            #expect(test.status == 200)
            #expect(test.json["models"] == .array(["gpt-4o", "gpt-4o-mini"]))
            let usage = try await site.call("GET", "/api/providers/\(id)/usage", headers: headers)
            #expect(usage.json["total_tokens"] == 0)
            let renamed = try await site.call(
                "PATCH", "/api/providers/\(id)", #"{"name":"renamed","use_case":"Production"}"#, headers: headers)
            #expect(renamed.json["name"] == "renamed")
            for reply in [made, list, test, usage, renamed] {
                #expect(!reply.text.contains(Self.key))
                #expect(!reply.text.contains("canary"))
            }
            #expect(try await site.call("DELETE", "/api/providers/\(id)", headers: headers).status == 204)
            #expect(try await site.call("GET", "/api/providers/\(id)", headers: headers).status == 404)
        }
    }

    @Test func aProviderInUseIsA409ThatNamesWho() async throws {
        try await Site.with { site in
            let provider = try await site.house.provider()
            let type = try await site.house.type(of: provider)
            let agent = try await site.house.runningAgent(of: type)
            let headers = ["X-API-Key": try await site.apiKey(.admin)]
            let reply = try await site.call("DELETE", "/api/providers/\(provider.id)", headers: headers)
            #expect(reply.status == 409)
            #expect(reply.code == "PROVIDER_IN_USE")
            #expect(reply.json["details"]?["agents"]?[0]?["name"] == "support-1")
            #expect(reply.json["details"]?["agents"]?[0]?["id"] == .string(agent.id.description))
            #expect(reply.json["details"]?["agent_types"]?[0]?["name"] == "Support")
        }
    }

    @Test func anInvalidKeyIsA422WithAdvice() async throws {
        let stub = try StubProvider { _ in .invalidKey }
        defer { stub.stop() }
        try await Site.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { site in
            let headers = ["X-API-Key": try await site.apiKey(.admin)]
            let reply = try await site.call(
                "POST", "/api/providers",
                #"{"name":"x","type":"openai","api_key":"\#(Self.key)","base_url":"\#(stub.baseURL)"}"#,
                headers: headers)
            #expect(reply.status == 422)
            #expect(reply.code == "PROVIDER_KEY_INVALID")
            #expect(reply.json["details"]?["advice"]?.count == 3)
            #expect(!reply.text.contains(Self.key))
        }
    }

    @Test func someoneElsesIsTheSameAsNothing() async throws {
        try await Site.with { site in
            let provider = try await site.house.provider()
            let headers = ["X-API-Key": try await site.apiKey(.owner)]
            let missing = [
                "01938f5e-0000-7000-8000-000000000000", "not-a-uuid", "1", "%00", provider.id.description + "x",
            ]
            for path in ["/api/providers/", "/api/agents/", "/api/agent-types/"] {
                let replies = try await withThrowingTaskGroup(of: Site.Reply.self) { group in
                    for id in missing { group.addTask { try await site.call("GET", path + id, headers: headers) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(Set(replies.map(\.status)) == [404])
                #expect(Set(replies.map(\.text)).count == 1)
            }
        }
    }

    @Test func bundlesOfToolsSayWhatIsInThem() async throws {
        try await Site.with { site in
            let headers = ["X-API-Key": try await site.apiKey(.viewer)]
            let list = try await site.call("GET", "/api/capabilities", headers: headers)
            #expect(list.status == 200)
            #expect(
                list.json["items"]?[1] == [
                    "name": "file_operations", "tools": ["read_file", "write_file", "list_directory"],
                ])
            #expect(try await site.call("GET", "/api/capabilities").status == 401)
        }
    }

    @Test func agentsAreMadeStartedStoppedAndDeleted() async throws {
        try await Site.with { site in
            let provider = try await site.house.provider()
            let headers = ["X-API-Key": try await site.apiKey(.member)]
            let type = try await site.call(
                "POST", "/api/agent-types",
                #"{"name":"Support","system_prompt":"You help.","provider_id":"\#(provider.id)","model":"gpt-4o","endpoint_slug":"support","temperature":0.5,"max_tokens":100,"capabilities":["web_http"]}"#,
                headers: headers)
            #expect(type.status == 201)
            let typeID = try #require(type.json["id"]?.string)
            let cleared = try await site.call(
                "PATCH", "/api/agent-types/\(typeID)", #"{"temperature":null,"model":"gpt-4o-mini"}"#, headers: headers)
            #expect(cleared.json["temperature"] == nil)
            #expect(cleared.json["max_tokens"] == 100)
            #expect(cleared.json["model"] == "gpt-4o-mini")

            let agent = try await site.call(
                "POST", "/api/agents", #"{"name":"support-1","agent_type_id":"\#(typeID)"}"#, headers: headers)
            #expect(agent.status == 201)
            let id = try #require(agent.json["id"]?.string)
            let started = try await site.call("POST", "/api/agents/\(id)/start", headers: headers)
            #expect(started.status == 202)
            #expect(started.json["state"] == "starting")
            let again = try await site.call("POST", "/api/agents/\(id)/start", headers: headers)
            #expect(again.status == 409)
            #expect(again.code == "AGENT_BUSY")
            #expect(try await site.call("GET", "/api/agents/\(id)/stats", headers: headers).json["calls"] == 0)
            #expect(try await site.call("GET", "/api/agents/\(id)/logs", headers: headers).json["text"]?.string != nil)
            #expect(
                try await site.call("GET", "/api/agents/\(id)/requests", headers: headers).json["items"]?.count == 0)
            let stopped = try await site.call("POST", "/api/agents/\(id)/stop", headers: headers)
            #expect(stopped.status == 202)
            #expect(stopped.json["state"] == "stopped")
            #expect(try await site.call("DELETE", "/api/agents/\(id)", headers: headers).status == 204)
        }
    }

    @Test func listsGoOnWhereTheyStopped() async throws {
        try await Site.with { site in
            for index in 0..<5 { _ = try await site.house.provider("p\(index)", key: "sk-number-\(index)-0123456789") }
            let headers = ["X-API-Key": try await site.apiKey(.viewer)]
            var names: [String] = []
            var cursor = ""
            for _ in 0..<3 {
                let page = try await site.call("GET", "/api/providers?limit=2\(cursor)", headers: headers)
                guard case .array(let items)? = page.json["items"] else { break }
                names += items.compactMap { $0["name"]?.string }
                cursor = page.json["next_cursor"]?.string.map { "&cursor=\($0)" } ?? ""
            }
            #expect(names == ["p0", "p1", "p2", "p3", "p4"])
            #expect(cursor.isEmpty)
            for query in ["limit=0", "limit=201", "limit=x", "cursor=none"] {
                #expect(try await site.call("GET", "/api/providers?\(query)", headers: headers).status == 400)
            }
        }
    }

    @Test func anAPIKeysTextIsInOneAnswerOnly() async throws {
        try await Site.with { site in
            let visitor = try await site.visitor()
            let headers = ["Authorization": "Bearer \(visitor.token)"]
            let made = try await site.call("POST", "/api/keys", #"{"name":"ci","role":"viewer"}"#, headers: headers)
            #expect(made.status == 201)
            let text = try #require(made.json["key"]?.string)
            let list = try await site.call("GET", "/api/keys", headers: headers)
            #expect(!list.text.contains(text))
            #expect(list.json["items"]?[0]?["prefix"]?.string.map(text.hasPrefix) == true)
            #expect(try await site.call("GET", "/api/providers", headers: ["X-API-Key": text]).status == 200)
            let id = try #require(made.json["id"]?.string)
            #expect(try await site.call("DELETE", "/api/keys/\(id)", headers: headers).status == 204)
            #expect(try await site.call("GET", "/api/providers", headers: ["X-API-Key": text]).status == 401)
        }
    }

    @Test func aKeysScopeHoldsOnEveryRoute() async throws {
        try await Site.with { site in
            _ = try await site.house.runningAgent(of: site.house.type(of: site.house.provider()))
            let headers = ["Authorization": "Bearer \(try await site.visitor().token)"]
            func key(_ body: String) async throws -> [String: String] {
                let made = try await site.call("POST", "/api/keys", body, headers: headers)
                #expect(made.status == 201)
                return ["X-API-Key": made.json["key"]?.string ?? ""]
            }
            let reading = try await key(#"{"name":"r","role":"owner","read_only":true,"expires_in":3600}"#)
            let asking = try await key(#"{"name":"a","role":"owner","endpoints":["other"]}"#)
            for entry in site.entries where entry.path.hasPrefix("/api/") {
                guard case .permission(let permission) = entry.requirement else { continue }
                let uri = entry.path.replacing("/:id", with: "/\(UUID())").replacing(":slug", with: "support")
                let read = try await site.call(entry.method, uri, headers: reading)
                #expect((read.status == 403) == !permission.isReading, "\(entry.method) \(entry.path)")
                let asked = try await site.call(entry.method, uri, headers: asking)
                #expect((asked.status == 403) == !permission.concernsEndpoints, "\(entry.method) \(entry.path)")
            }
            let agents = try await site.call("GET", "/api/v1/agents", headers: asking)
            #expect(agents.json["agents"]?[0] == nil)
            let listed = try await site.call("GET", "/api/keys", headers: headers)
            #expect(listed.json["items"]?[0]?["read_only"] == true)
            #expect(listed.json["items"]?[1]?["endpoints"]?[0] == "other")
        }
    }

    @Test func theCustomerAPISaysWhatIsLeft() async throws {
        try await Site.with { site in
            site.house.clock.freeze()
            let agent = try await site.house.runningAgent(of: site.house.type(of: site.house.provider()))
            let headers = ["X-API-Key": try await site.apiKey(.member)]
            let agents = try await site.call("GET", "/api/v1/agents", headers: headers)
            #expect(agents.status == 200)
            #expect(agents.json["agents"]?[0]?["agent_id"] == .string(agent.id.description))
            #expect(agents.json["agents"]?[0]?["status"] == "running")
            #expect(agents.headers["x-ratelimit-limit"] == "60")
            #expect(agents.headers["x-ratelimit-remaining"] == "59")
            #expect(agents.headers["x-ratelimit-reset"].flatMap(Int.init) != nil)

            async let reply = site.call("POST", "/api/v1/ask/support", #"{"content":"hi"}"#, headers: headers)
            let message = try #require(try await site.house.repositories.inbox.next(for: agent.id, within: .seconds(5)))
            try await site.house.repositories.inbox.reply(
                ChannelReply(messageID: message.messageID, content: "hello"), from: agent.id)
            let answer = try await reply
            #expect(answer.status == 200)
            #expect(answer.json["content"] == "hello")
            #expect(answer.json["thread_id"] == .string(message.threadID.description))
            #expect(answer.headers["x-ratelimit-limit"] == "50")

            let none = try await site.call("POST", "/api/v1/ask/none", #"{"content":"hi"}"#, headers: headers)
            #expect(none.status == 404)
            #expect(none.code == "ENDPOINT_NOT_FOUND")
            #expect(none.headers["x-ratelimit-remaining"] != nil)
            for _ in 0..<60 {
                _ = try await site.house.repositories.limits.take(
                    .organizationRequests, subject: "organization:\(site.house.organization.id)",
                    at: site.house.clock.now)
            }
            let refused = try await site.call("GET", "/api/v1/agents", headers: headers)
            #expect(refused.status == 429)
            #expect(refused.code == "RATE_LIMIT_EXCEEDED")
            #expect(refused.headers["x-ratelimit-remaining"] == "0")
            #expect(refused.headers["retry-after"] != nil)
            #expect(refused.json["details"]?["limit"] == 60)
        }
    }

    @Test func withoutAKeyTheCustomerAPISaysInvalidAPIKey() async throws {
        try await Site.with { site in
            for headers in [[:], ["X-API-Key": "cust_x"], ["X-API-Key": ""]] {
                let reply = try await site.call("GET", "/api/v1/agents", headers: headers)
                #expect(reply.status == 401)
                #expect(reply.code == "INVALID_API_KEY")
            }
        }
    }
}
