// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TrustCore

@testable import TrustGateway

/// What callers may do to a connection, and what becomes of it.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ConnectionTests {
    private func request(
        _ gateway: GatewayFixture, _ type: ProviderType = .openai, body: String, extra: String = ""
    ) -> String {
        let (_, token) = gateway.address(type, .leased)
        return "POST \(EndToEndTests.path(type)) HTTP/1.1\r\nhost: x\r\nauthorization: Bearer \(token)\r\n\(extra)"
            + "content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test(arguments: [
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n", "no http at all\r\n\r\n",
    ])
    func ambiguousRequestsAre400AndTheConnectionEnds(text: String) async throws {
        let stub = try await StubUpstream.start(EndToEndTests.provider)
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            let caller = try await RawCaller.connect(to: gateway.port)
            try await caller.write(text)
            #expect(try await caller.waitForClose())
            #expect(caller.received.hasPrefix("HTTP/1.1 400 "))
            #expect(stub.received.isEmpty)
        }
        await stub.stop()
    }

    @Test func limitsOfSizeAndTimeHold() async throws {
        let stub = try await StubUpstream.start(EndToEndTests.provider)
        try await GatewayFixture.run(upstream: stub.port) {
            $0.timeouts.header = .milliseconds(300)
            $0.timeouts.body = .milliseconds(300)
            $0.limits.body = 1000
        } body: { gateway in
            let silent = try await RawCaller.connect(to: gateway.port)
            let slow = try await RawCaller.connect(to: gateway.port)
            try await slow.write("POST /v1/chat")
            let half = try await RawCaller.connect(to: gateway.port)
            try await half.write(String(request(gateway, body: EndToEndTests.body(.openai)).dropLast(9)))
            let large = try await RawCaller.connect(to: gateway.port)
            try await large.write(request(gateway, body: String(repeating: "x", count: 1001)))
            let chunked = try await RawCaller.connect(to: gateway.port)
            try await chunked.write(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer \(GatewayFixture.tokens[1])\r\n"
                    + "transfer-encoding: chunked\r\n\r\n3e9\r\n\(String(repeating: "x", count: 1001))\r\n0\r\n\r\n")
            let fields = try await RawCaller.connect(to: gateway.port)
            try await fields.write("GET /healthz HTTP/1.1\r\nx: \(String(repeating: "y", count: 70_000))\r\n\r\n")
            for caller in [silent, slow, half, large, fields] { #expect(try await caller.waitForClose()) }
            #expect(silent.received.isEmpty)
            #expect(slow.received.isEmpty)
            #expect(half.received.hasPrefix("HTTP/1.1 408 "))
            #expect(large.received.hasPrefix("HTTP/1.1 413 "))
            #expect(try await chunked.wait(for: "HTTP/1.1 413 "))
            #expect(fields.received.hasPrefix("HTTP/1.1 431 "))
            #expect(stub.received.isEmpty)
        }
        await stub.stop()
    }

    @Test func pathsAndMethodsAreKnown() async throws {
        try await GatewayFixture.run(upstream: 1) { gateway in
            for (method, path, status) in [
                ("GET", "/healthz", 200), ("GET", "/readyz", 200), ("POST", "/healthz", 405), ("GET", "/", 404),
                ("GET", "/v1/chat/completions", 405), ("POST", "/v1/embeddings", 404), ("GET", "/a/x/v1/models", 404),
                ("GET", "/agent/v1/messages", 401), ("GET", "/metrics", 404), ("GET", "/v1/models/../../healthz", 404),
            ] {
                let answer = try await call(.RAW(value: method), gateway.base + path)
                #expect(answer.status == status, "\(method) \(path)")
                #expect(answer.headers["x-request-id"].count == 1)
            }
        }
    }

    @Test func requestsSentAheadAreAnsweredInOrder() async throws {
        let stub = try await StubUpstream.start(EndToEndTests.provider)
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            let caller = try await RawCaller.connect(to: gateway.port)
            let health = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"
            let one = request(gateway, body: EndToEndTests.body(.openai))
            try await caller.write(one + health + one + String(repeating: health, count: 3000))
            #expect(try await eventually { caller.received.components(separatedBy: "HTTP/1.1 200 OK").count == 3004 })
            let parts = caller.received.components(separatedBy: "HTTP/1.1 200 OK")
            #expect(parts[1].contains("chat.completion"))
            #expect(parts[2].contains("ok"))
            #expect(parts[3].contains("chat.completion"))
            #expect(stub.received.count == 2)
        }
        await stub.stop()
    }

    @Test func bodiesInPiecesArriveWhole() async throws {
        let stub = try await StubUpstream.start(EndToEndTests.provider)
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            let filler = String(repeating: "A \\\"line\\\" of a prompt.\\n", count: 40_000)
            let body = #"{"messages":[{"role":"user","content":"\#(filler)"}],"stream":true,"model":"gpt-4o-mini"}"#
            let (base, credential) = gateway.address(.openai, .leased)
            let answer = try await call(
                .POST, base + "/v1/chat/completions", headers: [("authorization", "Bearer \(credential)")], body: body)
            #expect(answer.status == 200)
            #expect(stub.received.first?.body.hasSuffix(String(body.dropFirst())) == true)
            // The same, byte by byte.
            let caller = try await RawCaller.connect(to: gateway.port)
            for byte in request(gateway, .anthropic, body: EndToEndTests.body(.anthropic)) {
                try await caller.write(String(byte))
            }
            #expect(try await caller.wait(for: EndToEndTests.anthropicReply))
        }
        await stub.stop()
    }

    @Test func aCallerWhoHangsUpIsRecordedWithWhatWasReported() async throws {
        let stub = try await StubUpstream.start { request in
            request.uri.hasPrefix("/v1/messages")
                ? .stream(EndToEndTests.anthropicStream, pause: .milliseconds(150))
                : .endless(EndToEndTests.openAIStream[0])
        }
        try await GatewayFixture.run(upstream: stub.port) {
            $0.limits.drain = 10_000
        } body: { gateway in
            let reported = try await RawCaller.connect(to: gateway.port)
            try await reported.write(request(gateway, .anthropic, body: EndToEndTests.body(.anthropic, streams: true)))
            #expect(try await reported.wait(for: "message_start"))
            try await reported.close()
            let first = try #require(try await gateway.events(1).first)
            #expect(first.outcome == .callerGone)
            #expect(first.source == .reported)
            #expect(first.usage == TokenUsage(input: 600, cachedRead: 400, output: 100))
            #expect(first.cost != nil)

            let unknown = try await RawCaller.connect(to: gateway.port)
            try await unknown.write(request(gateway, body: EndToEndTests.body(.openai, streams: true)))
            #expect(try await unknown.wait(for: "data:"))
            try await unknown.close()
            let second = try #require(try await gateway.events(2).last)
            #expect(second.outcome == .callerGone)
            #expect(second.source == .unknown)
            #expect(second.cost == nil)
            // The endless stream was cut.
            #expect(try await eventually { stub.openConnections <= 1 })
        }
        await stub.stop()
    }

    @Test func aSlowReaderHoldsTheProviderBackAndIsCutOff() async throws {
        let piece = "data: {\"choices\":[{\"delta\":{\"content\":\"\(String(repeating: "x", count: 30_000))\"}}]}\n\n"
        let stub = try await StubUpstream.start { _ in .endless(piece) }
        try await GatewayFixture.run(upstream: stub.port) {
            $0.timeouts.writeStall = .seconds(2)
        } body: { gateway in
            let caller = try await RawCaller.connect(to: gateway.port, reads: false)
            try await caller.write(request(gateway, body: EndToEndTests.body(.openai, streams: true)))
            try await Task.sleep(for: .milliseconds(900))
            let before = stub.bytesWritten
            try await Task.sleep(for: .milliseconds(400))
            // What the kernel's buffers take, and no more: nothing piles up in the gateway.
            #expect(stub.bytesWritten == before)
            #expect(before < 32 << 20)
            let event = try #require(try await gateway.events(1).first)
            #expect(event.outcome == .callerGone)
            try? await caller.close()
        }
        await stub.stop()
    }

    @Test func aStreamThatBreaksOffSaysSo() async throws {
        let stub = try await StubUpstream.start { _ in .brokenStream([EndToEndTests.openAIStream[0]]) }
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            let caller = try await RawCaller.connect(to: gateway.port)
            try await caller.write(request(gateway, body: EndToEndTests.body(.openai, streams: true)))
            #expect(try await caller.waitForClose())
            #expect(caller.received.contains(#"data: {"error":"#))
            #expect(!caller.received.hasSuffix("0\r\n\r\n"))
            let event = try #require(try await gateway.events(1).first)
            #expect(event.outcome == .upstreamFailed)
            #expect(event.source == .unknown)
        }
        await stub.stop()
    }

    @Test func whoLosesTheirLeaseWhileTheyStillSendIsNotForwarded() async throws {
        let stub = try await StubUpstream.start(EndToEndTests.provider)
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            let leased = try await RawCaller.connect(to: gateway.port)
            let text = request(gateway, body: EndToEndTests.body(.openai))
            try await leased.write(String(text.dropLast(5)))
            let channel = try await RawCaller.connect(to: gateway.port)
            try await channel.write(
                "POST /agent/v1/replies HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n"
                    + "authorization: Bearer \(GatewayFixture.tokens[1])\r\n\r\n{")
            try await Task.sleep(for: .milliseconds(200))
            gateway.snapshots.set(GatewaySnapshot(generation: 2, agents: [], prices: [:]))
            try await gateway.server.publish()
            try await leased.write(String(text.suffix(5)))
            try await channel.write("}")
            #expect(try await leased.wait(for: "HTTP/1.1 401 "))
            #expect(try await channel.wait(for: "HTTP/1.1 401 "))
            #expect(stub.received.isEmpty)
        }
        await stub.stop()
    }

    @Test func aModelNameThatNoStoreTakesIsLeftOut() async throws {
        let reply = EndToEndTests.openAIReply.replacing("gpt-4o-mini", with: #"gpt-4o-mini\u0000"#)
        let stub = try await StubUpstream.start { _ in .whole(200, [], reply) }
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            let caller = try await RawCaller.connect(to: gateway.port)
            try await caller.write(request(gateway, body: EndToEndTests.body(.openai)))
            let event = try #require(try await gateway.events(1).first)
            #expect(event.returnedModel == nil)
            #expect(event.source == .reported)
        }
        await stub.stop()
    }

    @Test func callsInFlightEndBeforeTheGatewayDoes() async throws {
        let stub = try await StubUpstream.start { _ in .stream(EndToEndTests.openAIStream, pause: .milliseconds(200)) }
        var caller: RawCaller?
        var sink: FakeSink?
        // The fixture shuts the gateway down when its body returns, while the call is under way.
        try await GatewayFixture.run(upstream: stub.port) { gateway in
            let raw = try await RawCaller.connect(to: gateway.port)
            try await raw.write(request(gateway, body: EndToEndTests.body(.openai, streams: true)))
            #expect(try await raw.wait(for: "data:"))
            caller = raw
            sink = gateway.sink
        }
        #expect(sink?.events.map(\.outcome) == [.completed])
        let received = try #require(caller).received
        #expect(received.hasSuffix("0\r\n\r\n"))
        #expect(received.contains("[DONE]"))
        await stub.stop()
    }
}
