// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustAgent
import TrustCore

@Suite(.timeLimit(.minutes(5)))
struct ModelClientTests {
    let transport = ScriptedTransport()

    private func call(_ provider: ProviderType, _ base: String) async throws -> JSONValue {
        try await ModelClient(
            transport: transport, provider: provider, baseURL: base, key: Credential("sk-canary"), wait: { _ in }
        ).call(.object(["model": "m"]), for: .make())
    }

    @Test func eachDialectHasItsPathAndHeaders() async throws {
        transport.answer("/a/1/v1/chat/completions", json: "{}")
        transport.answer("/a/1/v1/messages", json: "{}")
        _ = try await call(.openai, "http://gateway/a/1/v1")
        _ = try await call(.anthropic, "http://gateway/a/1")
        let openai = try #require(transport.requests("/a/1/v1/chat/completions").first)
        #expect(openai.method == "POST" && openai.headers["authorization"] == "Bearer sk-canary")
        #expect(openai.headers["x-api-key"] == nil)
        let anthropic = try #require(transport.requests("/a/1/v1/messages").first)
        #expect(anthropic.headers["x-api-key"] == "sk-canary" && anthropic.headers["authorization"] == nil)
        #expect(anthropic.headers["anthropic-version"] == "2023-06-01")
    }

    @Test(
        arguments: [
            (AgentResponse(429, json: "{}", headers: ["retry-after": "2"]), 3),
            (AgentResponse(429, json: "{}", headers: ["retry-after": "31"]), 1),
            (AgentResponse(429, json: "{}", headers: ["x-should-retry": "false"]), 1),
            (AgentResponse(500, json: "{}"), 3), (AgentResponse(529, json: "{}"), 3),
            (AgentResponse(401, json: "{}"), 1),
            (AgentResponse(400, json: "{}"), 1), (AgentResponse(402, json: "{}"), 1),
            (AgentResponse(302, json: "{}"), 1),
        ])
    func onlyWhatMayWorkIsTriedAgain(response: AgentResponse, attempts: Int) async throws {
        transport.answer("/v1/chat/completions", { _ in response })
        let error = try await #require(throws: AgentError.self) { _ = try await call(.openai, "http://x/v1") }
        #expect(error.kind == .modelRefused)
        #expect(transport.requests("/v1/chat/completions").count == attempts)
    }

    @Test func aLaterAttemptCounts() async throws {
        transport.answer(
            "/v1/messages", { _ in throw ScriptedTransport.Unreachable() }, { _ in AgentResponse(503, json: "") },
            { _ in AgentResponse(json: #"{"ok":true}"#) })
        #expect(try await call(.anthropic, "http://x") == .object(["ok": true]))
    }

    @Test func aProviderThatIsAwayIsSaidToBe() async throws {
        let error = try await #require(throws: AgentError.self) { _ = try await call(.openai, "http://x/v1") }
        #expect(error.kind == .modelFailed)
    }

    @Test(arguments: [
        (
            #"{"error":{"type":"invalid_request_error","code":"invalid_api_key","message":"Incorrect key sk-canary"}}"#,
            true
        ),
        (#"{"type":"error","error":{"type":"authentication_error","message":"sk-canary"}}"#, true),
        (#"{"error":{"type":"sk-canary","message":"sk-canary"}}"#, false), (#"{"error":"sk-canary"}"#, false),
        ("sk-canary", false),
    ])
    func errorsNameTheTypeAndQuoteNothing(body: String, isNamed: Bool) async throws {
        transport.answer("/v1/chat/completions", { _ in AgentResponse(401, json: body) })
        let error = try await #require(throws: AgentError.self) { _ = try await call(.openai, "http://x/v1") }
        #expect(!error.publicMessage.contains("canary"))
        #expect(error.publicMessage.contains("_error") == isNamed)
    }
}
