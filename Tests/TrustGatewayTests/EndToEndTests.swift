// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TrustCore

@testable import TrustGateway

/// Calls through a real gateway to a stub provider, over loopback.
@Suite(.serialized, .timeLimit(.minutes(5))) struct EndToEndTests {
    static let openAIReply =
        #"{"id":"c1","object":"chat.completion","model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"hi"}}],"usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_tokens_details":{"cached_tokens":400}}}"#
    static let anthropicReply =
        #"{"id":"m1","type":"message","model":"claude-sonnet-4-20250514","content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":600,"cache_read_input_tokens":400,"output_tokens":100}}"#
    static let openAIStream = [
        #"data: {"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"hi"}}],"usage":null}"# + "\n\n",
        #"data: {"model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_tokens_details":{"cached_tokens":400}}}"#
            + "\n\n", "data: [DONE]\n\n",
    ]
    static let anthropicStream = [
        "event: message_start\n"
            + #"data: {"type":"message_start","message":{"model":"claude-sonnet-4-20250514","usage":{"input_tokens":600,"cache_read_input_tokens":400,"output_tokens":1}}}"#
            + "\n\n",
        "event: content_block_delta\n"
            + #"data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"hi"}}"# + "\n\n",
        "event: message_delta\n" + #"data: {"type":"message_delta","usage":{"output_tokens":100}}"# + "\n\n",
        "event: message_stop\n" + #"data: {"type":"message_stop"}"# + "\n\n",
    ]

    static func provider(_ request: StubUpstream.Received) -> StubUpstream.Reply {
        let streams = request.body.contains(#""stream":true"#)
        if request.method == "GET" { return .whole(200, [("x-request-id", "up-1")], #"{"object":"list","data":[]}"#) }
        if request.uri.hasPrefix("/v1/messages") {
            return streams
                ? .stream(anthropicStream, pause: .milliseconds(2))
                : .whole(
                    200,
                    [
                        ("request-id", "req_1"), ("anthropic-organization-id", "org"),
                        ("x-ratelimit-limit-requests", "9"),
                    ], anthropicReply)
        }
        return streams
            ? .stream(openAIStream, pause: .milliseconds(2))
            : .whole(
                200, [("x-request-id", "up-1"), ("openai-organization", "org"), ("set-cookie", "a=b")], openAIReply)
    }

    static func body(_ type: ProviderType, streams: Bool = false) -> String {
        #"{"messages":[{"role":"user","content":"hi"}],"model":"\#(type == .openai ? "gpt-4o-mini" : "claude-sonnet-4-20250514")"\#(streams ? #","stream":true"# : "")}"#
    }

    static func path(_ type: ProviderType) -> String { type == .openai ? "/v1/chat/completions" : "/v1/messages" }

    struct Way: Sendable, CustomTestStringConvertible {
        var type: ProviderType
        var delivery: CredentialDelivery
        var streams: Bool
        var field: String
        var testDescription: String { "\(type) \(delivery) \(streams ? "stream" : "json") by \(field)" }
    }
    static let ways = ProviderType.allCases.flatMap { type in
        CredentialDelivery.allCases.flatMap { delivery in
            [true, false].flatMap { streams in
                ["authorization", "x-api-key", "x-goog-api-key"].map {
                    Way(type: type, delivery: delivery, streams: streams, field: $0)
                }
            }
        }
    }

    @Test func callsOfEveryKindGoThroughAndAreCounted() async throws {
        let stub = try await StubUpstream.start(Self.provider)
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            for (index, way) in Self.ways.enumerated() {
                let (base, credential) = gateway.address(way.type, way.delivery)
                let answer = try await call(
                    .POST, base + Self.path(way.type) + "?beta=true",
                    headers: [
                        (way.field, way.field == "authorization" ? "Bearer \(credential)" : credential),
                        ("content-type", "application/json"), ("accept-encoding", "gzip"), ("cookie", "secret=1"),
                        ("x-forwarded-for", "1.2.3.4"), ("anthropic-beta", "one,two"), ("x-custom", "no"),
                    ], body: Self.body(way.type, streams: way.streams))
                #expect(answer.status == 200, "\(way.testDescription)")
                let expected =
                    switch (way.type, way.streams) {
                    case (.openai, false): Self.openAIReply
                    case (.anthropic, false): Self.anthropicReply
                    case (.openai, true): Self.openAIStream[0] + Self.openAIStream[2]
                    case (.anthropic, true): Self.anthropicStream.joined()
                    }
                #expect(answer.body == expected, "\(way.testDescription)")

                let sent = try #require(stub.received.last)
                #expect(sent.uri == Self.path(way.type) + "?beta=true")
                // Exactly one credential, the real one; nothing that was not allowed.
                let key = GatewayFixture.key(way.type)
                #expect(sent.headers["authorization"] == (way.type == .openai ? ["Bearer \(key)"] : []))
                #expect(sent.headers["x-api-key"] == (way.type == .openai ? [] : [key]))
                for name in ["x-goog-api-key", "accept-encoding", "cookie", "x-forwarded-for", "x-custom"] {
                    #expect(!sent.headers.contains(name: name), "\(name)")
                }
                #expect(sent.headers["host"] == ["127.0.0.1:\(stub.port)"])
                #expect(sent.headers["anthropic-beta"] == ["one,two"])
                #expect(sent.headers["anthropic-version"] == (way.type == .openai ? [] : ["2023-06-01"]))
                #expect(sent.body.contains("include_usage") == (way.type == .openai && way.streams))

                for name in ["set-cookie", "openai-organization", "anthropic-organization-id"] {
                    #expect(!answer.headers.contains(name: name), "\(name)")
                }
                let id = try #require(answer.headers.first(name: "x-request-id"))
                let events = try await gateway.events(index + 1)
                let event = try #require(events.first { $0.id.description == id })
                #expect(event.agent == gateway.agent(way.type, way.delivery).id)
                #expect(event.provider == gateway.agent(way.type, way.delivery).route[0].provider)
                #expect(event.outcome == .completed)
                #expect(event.source == .reported)
                #expect(event.usage == TokenUsage(input: 600, cachedRead: 400, output: 100))
                let price = try #require(GatewayFixture.prices[event.requestedModel])
                #expect(event.cost == price.cost(of: event.usage))
                #expect(event.returnedModel == event.requestedModel)
                #expect(event.streamed == way.streams)
                #expect(event.status == 200)
                #expect(event.duration > 0)
                #expect(event.timeToFirstByte ?? 0 > 0)
            }
            // Connections were kept: one for each loop is enough.
            #expect(stub.connections <= 2)
            #expect(await gateway.server.counters().calls == Int64(Self.ways.count))
        }
        await stub.stop()
    }

    @Test func strangersAreTurnedAwayAndNothingOfThemIsForwarded() async throws {
        let stub = try await StubUpstream.start(Self.provider)
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            let env = gateway.address(.openai, .env)
            let other = gateway.address(.anthropic, .env)
            let attempts: [(String, String)] = [
                (gateway.base, "sk-somebody-elses-key-000000"), (gateway.base, GatewayFixture.key(.openai)),
                // An env agent's token opens the agent channel only.
                (gateway.base, GatewayFixture.tokens[0]), (env.base, GatewayFixture.tokens[0]),
                (env.base, GatewayFixture.tokens[1]), (env.base, other.credential), (env.base, "sk-wrong"),
                // A leased agent has no key of its own to bring.
                ("\(gateway.base)/a/\(gateway.agent(.openai, .leased).id)", GatewayFixture.key(.openai)),
                ("\(gateway.base)/a/\(AgentID.make())", GatewayFixture.key(.openai)),
            ]
            for (base, credential) in attempts {
                for field in ["authorization", "x-api-key", "x-goog-api-key"] {
                    for type in ProviderType.allCases {
                        let answer = try await call(
                            .POST, base + Self.path(type),
                            headers: [(field, field == "authorization" ? "Bearer \(credential)" : credential)],
                            body: Self.body(type))
                        // The anthropic key belongs to another agent than the path's.
                        #expect(answer.status == 401, "\(base) \(credential)")
                        #expect(answer.body.contains(type == .openai ? "invalid_api_key" : "authentication_error"))
                        #expect(answer.headers["x-should-retry"] == ["false"])
                        #expect(!answer.body.contains(credential))
                    }
                }
            }
            let bare = try await call(.POST, gateway.base + "/v1/chat/completions", body: Self.body(.openai))
            #expect(bare.status == 401)
            #expect(stub.received.isEmpty)
            #expect(stub.connections == 0)
        }
        await stub.stop()
    }

    @Test func theWrongDialectIsToldSo() async throws {
        let stub = try await StubUpstream.start(Self.provider)
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            let (base, credential) = gateway.address(.openai, .leased)
            let answer = try await call(
                .POST, base + "/v1/messages", headers: [("x-api-key", credential)], body: Self.body(.anthropic))
            #expect(answer.status == 400)
            #expect(answer.body.contains(#""type":"invalid_request_error""#))
            #expect(stub.received.isEmpty)
        }
        await stub.stop()
    }

    @Test func modelsAreListedAndNotMetered() async throws {
        let stub = try await StubUpstream.start(Self.provider)
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            for type in ProviderType.allCases {
                let (base, credential) = gateway.address(type, .env)
                let answer = try await call(
                    .GET, base + "/v1/models?limit=5", headers: [("authorization", "Bearer \(credential)")])
                #expect(answer.status == 200)
                #expect(answer.body == #"{"object":"list","data":[]}"#)
                #expect(answer.headers["x-provider-request-id"] == ["up-1"])
                #expect(stub.received.last?.uri == "/v1/models?limit=5")
            }
            try await Task.sleep(for: .milliseconds(300))
            #expect(gateway.sink.events.isEmpty)
        }
        await stub.stop()
    }

    @Test func errorsOfTheProviderArePassedOnWithoutKeys() async throws {
        let stub = try await StubUpstream.start { request in
            let key = request.headers.first(name: "authorization") ?? request.headers.first(name: "x-api-key") ?? ""
            return .whole(
                429, [("retry-after", "7"), ("x-should-retry", "true")],
                #"{"error":{"message":"Slow down, \#(key.replacing("Bearer ", with: "")) or sk-ab***wxyz","type":"rate_limit_exceeded"}}"#
            )
        }
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            for (index, delivery) in CredentialDelivery.allCases.enumerated() {
                let (base, credential) = gateway.address(.openai, delivery)
                let answer = try await call(
                    .POST, base + "/v1/chat/completions", headers: [("authorization", "Bearer \(credential)")],
                    body: Self.body(.openai))
                #expect(answer.status == 429)
                #expect(answer.headers["retry-after"] == ["7"])
                #expect(!answer.body.contains("sk-"))
                #expect(answer.body.contains("[redacted] or [redacted]"))
                let events = try await gateway.events(index + 1)
                #expect(events.last?.outcome == .providerError)
                #expect(events.last?.status == 429)
                #expect(events.last?.source == .unknown)
                #expect(events.last?.cost == nil)
            }
        }
        await stub.stop()
    }

    @Test func redirectsAreNotFollowed() async throws {
        let stub = try await StubUpstream.start { _ in .whole(307, [("location", "http://127.0.0.1:1/")], "moved") }
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            let (base, credential) = gateway.address(.openai, .leased)
            let answer = try await call(
                .POST, base + "/v1/chat/completions", headers: [("authorization", "Bearer \(credential)")],
                body: Self.body(.openai))
            #expect(answer.status == 502)
            #expect(!answer.headers.contains(name: "location"))
            #expect(stub.received.count == 1)
        }
        await stub.stop()
    }

    @Test func anUpstreamThatIsNotThereIs502AndASilentOneIs504() async throws {
        let stub = try await StubUpstream.start { _ in .silence }
        try await GatewayFixture.run(upstream: stub.port) {
            $0.timeouts.whole = .milliseconds(200)
        } body: { gateway in
            let (base, credential) = gateway.address(.anthropic, .leased)
            let silent = try await call(
                .POST, base + "/v1/messages", headers: [("x-api-key", credential)], body: Self.body(.anthropic))
            #expect(silent.status == 504)
            #expect(silent.body.contains("timeout_error"))
            await stub.stop()
            let gone = try await call(
                .POST, base + "/v1/messages", headers: [("x-api-key", credential)], body: Self.body(.anthropic))
            #expect(gone.status == 502)
            let outcomes = try await gateway.events(2).map(\.outcome)
            #expect(Set(outcomes) == [.timedOut, .upstreamFailed])
        }
    }

    @Test func aDeadIdleConnectionIsReplacedInSilence() async throws {
        let stub = try await StubUpstream.start(Self.provider)
        try await GatewayFixture.run(upstream: stub.port) {
            $0.eventLoops = 1
        } body: { gateway in
            let (base, credential) = gateway.address(.openai, .leased)
            for _ in 0..<5 {
                let answer = try await call(
                    .POST, base + "/v1/chat/completions", headers: [("authorization", "Bearer \(credential)")],
                    body: Self.body(.openai))
                #expect(answer.status == 200)
                await stub.closeConnections()
            }
            let outcomes = try await gateway.events(5).map(\.outcome)
            #expect(outcomes == Array(repeating: .completed, count: 5))
        }
        await stub.stop()
    }

    @Test func aFallbackIsTakenWhenTheFirstTargetFails() async throws {
        let bad = try await StubUpstream.start { _ in .whole(503, [], "{}") }
        let good = try await StubUpstream.start(Self.provider)
        let agent = GatewayFixture.agent(.openai, .env, token: "t", ports: [bad.port, good.port])
        try await GatewayFixture.run(upstream: 0, agents: [agent]) { gateway in
            let answer = try await call(
                .POST, "\(gateway.base)/a/\(agent.id)/v1/chat/completions",
                headers: [("authorization", "Bearer \(GatewayFixture.key(.openai))")], body: Self.body(.openai))
            #expect(answer.status == 200)
            #expect(answer.body == Self.openAIReply)
            #expect(bad.received.count == 1)
            #expect(good.received.count == 1)
            let events = try await gateway.events(1)
            #expect(events.map(\.provider) == [agent.route[1].provider])
            // One key was opened: the fallback's.
            #expect(gateway.opener.openings == 1)
        }
        await bad.stop()
        await good.stop()
    }

    @Test func aKeyThatCannotBeOpenedIs503() async throws {
        let stub = try await StubUpstream.start(Self.provider)
        try await GatewayFixture.run(upstream: stub.port, holdsKeys: false) {
            $0.timeouts.credential = .milliseconds(900)
        } body: { gateway in
            let (base, credential) = gateway.address(.openai, .leased)
            let headers = [("authorization", "Bearer \(credential)")]
            let refused = try await call(
                .POST, base + "/v1/chat/completions", headers: headers, body: Self.body(.openai))
            #expect(refused.status == 503)
            #expect(refused.body.contains("CREDENTIAL_UNAVAILABLE"))
            #expect(refused.headers.contains(name: "retry-after"))
            #expect(stub.received.isEmpty)
            // A call that waits goes on as soon as the key is there.
            async let waiting = call(.POST, base + "/v1/chat/completions", headers: headers, body: Self.body(.openai))
            try await Task.sleep(for: .milliseconds(50))
            let target = gateway.agent(.openai, .leased).route[0]
            gateway.opener.set(GatewayFixture.key(.openai), for: target.version)
            try await gateway.server.publish()
            #expect(try await waiting.status == 200)
        }
        await stub.stop()
    }

    @Test func aLateKeyOfAnEarlierTargetSendsNothingToTheNext() async throws {
        let stub = try await StubUpstream.start(Self.provider)
        let agent = GatewayFixture.agent(.openai, .leased, token: "two", ports: [stub.port, stub.port])
        try await GatewayFixture.run(upstream: 0, holdsKeys: false, agents: [agent]) {
            $0.timeouts.credential = .milliseconds(600)
        } body: { gateway in
            async let answer = call(
                .POST, gateway.base + "/v1/chat/completions", headers: [("authorization", "Bearer two")],
                body: Self.body(.openai))
            // The call waits for the second target's key by now.
            try await Task.sleep(for: .milliseconds(800))
            gateway.opener.set(GatewayFixture.key(.openai), for: agent.route[0].version)
            // A new snapshot has failed keys tried at once.
            gateway.snapshots.set(GatewaySnapshot(generation: 2, agents: [agent], prices: [:]))
            try await gateway.server.publish()
            #expect(try await answer.status == 503)
            #expect(stub.received.isEmpty)
        }
        await stub.stop()
    }

    @Test func aRevokedTokenIsRefusedOncePublished() async throws {
        let stub = try await StubUpstream.start(Self.provider)
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            let (base, credential) = gateway.address(.openai, .leased)
            let headers = [("authorization", "Bearer \(credential)")]
            #expect(
                try await call(.POST, base + "/v1/chat/completions", headers: headers, body: Self.body(.openai)).status
                    == 200)
            gateway.snapshots.set(GatewaySnapshot(generation: 2))
            try await gateway.server.publish()
            #expect(
                try await call(.POST, base + "/v1/chat/completions", headers: headers, body: Self.body(.openai)).status
                    == 401)
            // An older snapshot never replaces a later one.
            gateway.snapshots.set(GatewaySnapshot(generation: 1, agents: gateway.agents))
            try await gateway.server.publish()
            #expect(
                try await call(.POST, base + "/v1/chat/completions", headers: headers, body: Self.body(.openai)).status
                    == 401)
        }
        await stub.stop()
    }

    @Test func aFullSpoolRefusesCalls() async throws {
        let stub = try await StubUpstream.start(Self.provider)
        try await GatewayFixture.run(upstream: stub.port) {
            $0.eventLoops = 1
            $0.limits.spoolSlots = 2
        } body: { gateway in
            gateway.sink.fail(true)
            let (base, credential) = gateway.address(.openai, .leased)
            var statuses: [Int] = []
            for _ in 0..<3 {
                statuses.append(
                    try await call(
                        .POST, base + "/v1/chat/completions", headers: [("authorization", "Bearer \(credential)")],
                        body: Self.body(.openai)
                    ).status)
            }
            #expect(statuses == [200, 200, 503])
            #expect(stub.received.count == 2)
            gateway.sink.fail(false)
            #expect(try await gateway.events(2).count == 2)
        }
        await stub.stop()
    }
}
