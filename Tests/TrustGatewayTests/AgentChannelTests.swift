// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOHTTP1
import Testing
import TrustCore

@testable import TrustGateway

@Suite(.serialized, .timeLimit(.minutes(5))) struct AgentChannelTests {
    private func bearer(_ index: Int) -> [(String, String)] {
        [("authorization", "Bearer \(GatewayFixture.tokens[index])")]
    }

    @Test func aPollWithoutAMessageEndsEmpty() async throws {
        try await GatewayFixture.run(upstream: 1) {
            $0.timeouts.poll = .milliseconds(300)
        } body: { gateway in
            for index in 0..<2 {
                let nothing = try await call(.GET, gateway.base + "/agent/v1/messages", headers: bearer(index))
                #expect(nothing.status == 204)
                #expect(nothing.body.isEmpty)
            }
        }
    }

    @Test func messagesAreWaitedForInBothDeliveries() async throws {
        try await GatewayFixture.run(upstream: 1) { gateway in
            let path = gateway.base + "/agent/v1/messages"
            for index in 0..<2 {
                async let waiting = call(.GET, path, headers: bearer(index))
                try await Task.sleep(for: .milliseconds(50))
                let message = ChannelMessage(
                    messageID: .make(), threadID: .make(), content: "Hello",
                    history: [.init(role: "user", content: "Hi")])
                gateway.inbox.put(message)
                let answer = try await waiting
                #expect(answer.status == 200)
                #expect(try JSONDecoder().decode(ChannelMessage.self, from: Data(answer.body.utf8)) == message)
            }
            // A provider's key does not open the channel.
            let stranger = try await call(
                .GET, path, headers: [("authorization", "Bearer \(GatewayFixture.key(.openai))")])
            #expect(stranger.status == 401)
            #expect(try await call(.GET, path, headers: [("x-api-key", GatewayFixture.tokens[0])]).status == 401)
        }
    }

    @Test func aPollEndsWhenTheAgentHangsUp() async throws {
        try await GatewayFixture.run(upstream: 1) { gateway in
            let caller = try await RawCaller.connect(to: gateway.port)
            try await caller.write(
                "GET /agent/v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer \(GatewayFixture.tokens[0])\r\n\r\n"
            )
            try await Task.sleep(for: .milliseconds(100))
            try await caller.close()
            #expect(try await eventually { gateway.inbox.cancelled == 1 })
        }
    }

    @Test func repliesAreReadStrictly() async throws {
        try await GatewayFixture.run(upstream: 1) { gateway in
            let path = gateway.base + "/agent/v1/replies"
            let id = MessageID.make()
            let good = try await call(
                .POST, path, headers: bearer(0), body: #"{"message_id":"\#(id)","content":"Hi","tool_calls":2}"#)
            #expect(good.status == 200)
            #expect(gateway.inbox.replies == [ChannelReply(messageID: id, content: "Hi", toolCalls: 2)])
            for (body, field) in [
                ("", "body"), ("[]", "body"), ("{}", "message_id"),
                (#"{"message_id":"x","tool_calls":0}"#, "message_id"),
                (#"{"message_id":"\#(id)","tool_calls":-1}"#, "tool_calls"),
                (#"{"message_id":"\#(id)","tool_calls":"1"}"#, "tool_calls"),
                (#"{"message_id":"\#(id)","content":"Hi","tool_calls":0,"more":1}"#, "more"),
            ] {
                let answer = try await call(.POST, path, headers: bearer(0), body: body)
                #expect(answer.status == 400, "\(body)")
                #expect(answer.body.contains("INVALID_REQUEST"))
                #expect(answer.body.contains(#""details":{"field":"\#(field)"}"#), "\(answer.body)")
            }
            let long = String(repeating: "x", count: 1 << 20)
            #expect(try await call(.POST, path, headers: bearer(0), body: #"{"content":"\#(long)"}"#).status == 413)
            #expect(gateway.inbox.replies.count == 1)
        }
    }

    @Test func toolsArePermittedUpToTheLimit() async throws {
        try await GatewayFixture.run(upstream: 1) { gateway in
            func use(_ tool: String, _ body: String? = nil) async throws -> Answer {
                try await call(.POST, gateway.base + "/agent/v1/tools/\(tool)", headers: bearer(1), body: body)
            }
            #expect(try await use("list_directory").status == 403)
            #expect(try await use("no_such_tool").status == 403)
            for (tool, body) in [
                ("http_get", "{}"), ("http_post", #"{"body":"x"}"#), ("http_get", #"{"url":"x","body":"y"}"#),
                ("http_post", #"{"url":"x","method":"PUT"}"#), ("http_post", #"{"url":"x","headers":{"a":1}}"#),
                ("read_file", #"{"url":"https://example.com/"}"#), ("http_get", #"{"url":["x"]}"#),
            ] {
                #expect(try await use(tool, body).status == 400, "\(tool) \(body)")
            }
            #expect(try await use("read_file").body == #"{"permitted":true}"#)
            let fetched = try await use("http_post", #"{"url":"https://example.com/","body":"b"}"#)
            #expect(
                try JSONDecoder().decode(ToolResponse.self, from: Data(fetched.body.utf8)).body
                    == "http_post of https://example.com/ b")
            let refused = try await use("read_file")
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"] == ["30"])
            struct Body: Decodable {
                struct Details: Decodable {
                    var limit: Int
                    var retryAfter: Int

                    enum CodingKeys: String, CodingKey {
                        case limit
                        case retryAfter = "retry_after"
                    }
                }
                var error: String
                var errorCode: String
                var details: Details

                enum CodingKeys: String, CodingKey {
                    case error, details
                    case errorCode = "error_code"
                }
            }
            let body = try JSONDecoder().decode(Body.self, from: Data(refused.body.utf8))
            #expect(body.errorCode == "RATE_LIMIT_EXCEEDED")
            #expect(body.details.limit == 2)
            #expect(body.details.retryAfter == 30)
        }
    }
}
