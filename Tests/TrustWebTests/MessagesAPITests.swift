// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustControl
import TrustCore
import TrustStore

/// Messages to agents, as programs send them.
@Suite(.timeLimit(.minutes(5)))
struct MessagesAPITests {
    @Test func anAnswerSaysWhatItTook() async throws {
        try await Site.with { site in
            let agent = try await site.house.runningAgent(of: site.house.type(of: site.house.provider()))
            let key = ["X-API-Key": try await site.apiKey(.member)]
            try await site.echoing([agent]) {
                let path = "/api/v1/agents/\(agent.id)/messages"
                let reply = try await site.call("POST", path, #"{"message":"hi","session_id":"mine"}"#, headers: key)
                #expect(reply.status == 200)
                let message = try #require(reply.json["message_id"]?.string)
                #expect(message.hasPrefix("msg_"))
                #expect(reply.json["content"]?[0]?["type"] == "text")
                #expect(reply.json["content"]?[0]?["text"] == "echo: hi")
                #expect(reply.json["session_id"] == "mine")
                #expect(reply.json["metadata"]?["tokens_used"] == .null)
                #expect(reply.json["metadata"]?["tool_calls"]?[0]?["name"] == "read_file")
                if case .integer(let duration)? = reply.json["metadata"]?["duration_ms"] {
                    #expect(duration >= 0)
                } else {
                    Issue.record("no duration")
                }
                #expect(reply.headers["x-ratelimit-limit"] != nil)
                // The name means the same conversation again.
                let again = try await site.call("POST", path, #"{"message":"on","session_id":"mine"}"#, headers: key)
                #expect(again.json["thread_id"] == reply.json["thread_id"])
                let thread = try #require(reply.json["thread_id"]?.string)
                let history = try await site.call("GET", "/api/v1/conversations/\(thread)/history", headers: key)
                #expect(history.json["items"]?.count == 2)
                #expect(history.json["items"]?[0]?["message"] == "hi")
                #expect(history.json["items"]?[0]?["status"] == "completed")
                #expect(history.json["session_id"] == "mine")
                let list = try await site.call("GET", path + "?limit=1", headers: key)
                #expect(list.json["items"]?[0]?["message"] == "on")
                let cursor = try #require(list.json["next_cursor"]?.string)
                let rest = try await site.call("GET", path + "?limit=1&cursor=\(cursor)", headers: key)
                #expect(rest.json["items"]?[0]?["message_id"]?.string == message)
                #expect(rest.json["next_cursor"] == .null)
                let usage = try await site.call("GET", "/api/v1/usage?period=day", headers: key)
                #expect(usage.json["requests"] == 2)
                #expect(usage.json["rate_limit"] == 60)
            }
        }
    }

    @Test(arguments: [
        (#"{"message":""}"#, 400, "INVALID_REQUEST"), (#"{"content":"x"}"#, 400, "INVALID_REQUEST"),
        (#"{"message":"x","session_id":""}"#, 400, "INVALID_REQUEST"),
        (#"{"message":"x","webhook_url":"http://10.0.0.1/"}"#, 422, "WEBHOOK_URL_NOT_ALLOWED"),
        (#"{"message":"x","webhook_url":"https://hooks.example.com/"}"#, 409, "WEBHOOK_NOT_SET"),
        (#"{"message":"x"}"#, 400, "AGENT_NOT_RUNNING"),
    ])
    func whatCantBeSentIsRefusedWithItsCode(body: String, status: Int, code: String) async throws {
        try await Site.with { site in
            let agent = try await site.house.agent(of: site.house.type(of: site.house.provider()))
            let key = ["X-API-Key": try await site.apiKey(.member)]
            let reply = try await site.call("POST", "/api/v1/agents/\(agent.id)/messages", body, headers: key)
            #expect(reply.status == status)
            #expect(reply.code == code)
        }
    }

    @Test func strangersAgentsAndConversationsDoNotExist() async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.member)]
            for id in ["\(AgentID.make())", "nothing"] {
                let reply = try await site.call("GET", "/api/v1/agents/\(id)/messages", headers: key)
                #expect(reply.status == 404)
                #expect(reply.code == "AGENT_NOT_FOUND")
            }
            let history = try await site.call("GET", "/api/v1/conversations/\(ThreadID.make())/history", headers: key)
            #expect(history.code == "NOT_FOUND")
            let period = try await site.call("GET", "/api/v1/usage?period=year", headers: key)
            #expect(period.field == "period")
        }
    }

    @Test func aStreamTellsWhatBecomesOfAMessage() async throws {
        try await Site.with { site in
            let type = try await site.house.type(of: site.house.provider())
            let agent = try await site.house.runningAgent(of: type)
            let headers = ["X-API-Key": try await site.apiKey(.member), "Accept": "text/event-stream"]
            try await site.echoing([agent]) {
                for (path, body) in [
                    ("/api/v1/ask/support", #"{"content":"hi"}"#),
                    ("/api/v1/agents/\(agent.id)/messages", #"{"message":"hi"}"#),
                ] {
                    let reply = try await site.call("POST", path, body, headers: headers)
                    #expect(reply.headers["content-type"]?.hasPrefix("text/event-stream") == true)
                    let events = reply.text.components(separatedBy: "\n\n").filter { $0.hasPrefix("event:") }
                    #expect(events.first?.hasPrefix("event: accepted\ndata: {") == true)
                    #expect(events.last?.hasPrefix("event: reply\ndata: {") == true)
                    #expect(events.last?.contains("echo: hi") == true)
                }
            }
            _ = try await site.house.control.agents.stop(site.house.owner, agent.id)
            let refused = try await site.call("POST", "/api/v1/ask/support", #"{"content":"hi"}"#, headers: headers)
            #expect(refused.status == 503)
            #expect(refused.code == "NO_AGENT_AVAILABLE")
        }
    }

    @Test func aStreamEndsInAnErrorWhereTheAgentEnds() async throws {
        try await Site.with { site in
            let agent = try await site.house.runningAgent(of: site.house.type(of: site.house.provider()))
            let headers = ["X-API-Key": try await site.apiKey(.member), "Accept": "text/event-stream"]
            async let reply = site.call("POST", "/api/v1/ask/support", #"{"content":"hi"}"#, headers: headers)
            let taken = try await site.house.repositories.inbox.next(for: agent.id, within: .seconds(30))
            #expect(taken?.content == "hi")
            try await site.house.repositories.agents.finish(
                agent.id, state: .error, reason: "killed", at: site.house.clock.now)
            let text = try await reply.text
            #expect(text.contains("event: error\ndata: {"))
            #expect(text.contains("AGENT_FAILED"))
        }
    }
}

extension Site {
    /// Lets agents echo what they are sent, for the length of a piece of work.
    func echoing<R: Sendable>(_ agents: [Agent], _ body: @escaping @Sendable () async throws -> R) async throws -> R {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for agent in agents {
                group.addTask {
                    while !Task.isCancelled {
                        let next = try? await house.repositories.inbox.next(for: agent.id, within: .seconds(1))
                        guard let message = next ?? nil else { continue }
                        try await house.repositories.inbox.reply(
                            ChannelReply(
                                messageID: message.messageID, content: "echo: \(message.content)", toolCalls: 1,
                                tools: ["read_file"]), from: agent.id)
                    }
                }
            }
            defer { group.cancelAll() }
            return try await body()
        }
    }
}
