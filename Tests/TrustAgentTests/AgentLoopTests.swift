// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustAgent
import TrustCore

@Suite(.timeLimit(.minutes(5)))
struct AgentLoopTests {
    private static let chat = "/a/1/v1/chat/completions"
    private static let messages = "/agent/v1/messages"
    private static let replies = "/agent/v1/replies"

    let transport = ScriptedTransport()
    let folder: TemporaryFolder
    let lines = Lines()
    let message = ChannelMessage(messageID: .make(), threadID: .make(), content: "PROMPT-CANARY", history: [])

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("a.txt", "FILE-CANARY")
        transport.answer(Self.replies, json: "{}")
    }

    private func loop(
        tools: [AgentTool] = AgentTool.allCases, log: AgentLog = AgentLog { _ in },
        wait: @escaping @Sendable (Duration) async throws -> Void = { _ in try Task.checkCancellation() }
    ) throws -> AgentLoop<OpenAIConversation> {
        let channel = GatewayChannel(
            transport: transport, gatewayURL: "http://gateway", token: Credential("tok-canary"))
        return AgentLoop(
            settings: ModelSettings(model: "m", tools: tools.map(ToolDefinition.init)), channel: channel,
            model: ModelClient(
                transport: transport, provider: .openai, baseURL: "http://gateway/a/1/v1", key: Credential("sk-canary"),
                wait: wait),
            tools: ToolBox(enabled: tools, channel: channel, folder: try WorkFolder(path: folder.path)), log: log,
            wait: wait)
    }

    private func says(_ text: String) -> String {
        #"{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"\#(text)"}}]}"#
    }

    private func asks(_ tool: String, _ arguments: String) -> String {
        let escaped = arguments.replacingOccurrences(of: "\"", with: "\\\"")
        return """
            {"choices":[{"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function",
            "function":{"name":"\(tool)","arguments":"\(escaped)"}}]}}]}
            """
    }

    private func reply() throws -> ChannelReply {
        let request = try #require(transport.requests(Self.replies).last)
        return try JSONDecoder().decode(ChannelReply.self, from: Data(request.body ?? []))
    }

    /// What the model was told of its tool call.
    private func told() throws -> String? {
        guard case .object(let body)? = try transport.bodies(Self.chat).last, case .array(let said)? = body["messages"],
            case .object(let last)? = said.last, last["role"] == "tool", case .string(let text)? = last["content"]
        else { return nil }
        return text
    }

    @Test func aMessageIsAnswered() async throws {
        transport.answer(Self.chat, json: says("Fine"))
        try await loop().handle(message)
        #expect(try reply() == ChannelReply(messageID: message.messageID, content: "Fine", tools: []))
        #expect(transport.requests(Self.replies).first?.headers["authorization"] == "Bearer tok-canary")
        #expect(transport.requests(Self.chat).first?.headers[ChannelHeader.message] == message.messageID.description)
    }

    @Test func withoutToolsNoneAreOffered() async throws {
        transport.answer(Self.chat, json: says("Fine"))
        try await loop(tools: []).handle(message)
        guard case .object(let body)? = try transport.bodies(Self.chat).first else { throw CancellationError() }
        #expect(Set(body.keys) == ["model", "messages"])
    }

    @Test func aToolIsPermittedThenUsedThenTold() async throws {
        transport.answer("/agent/v1/tools/read_file", json: #"{"permitted":true}"#)
        transport.answer(Self.chat, json: asks("read_file", #"{"path":"a.txt"}"#), says("Read"))
        try await loop().handle(message)
        #expect(try told() == "FILE-CANARY")
        #expect(
            try reply()
                == ChannelReply(messageID: message.messageID, content: "Read", toolCalls: 1, tools: ["read_file"]))
        #expect(transport.requests("/agent/v1/tools/read_file").count == 1)
    }

    @Test func aUsedUpLimitIsToldToTheModel() async throws {
        transport.answer(
            "/agent/v1/tools/read_file", { _ in AgentResponse(429, json: "{}", headers: ["retry-after": "42"]) })
        transport.answer(Self.chat, json: asks("read_file", #"{"path":"a.txt"}"#), says("Later"))
        try await loop().handle(message)
        #expect(try told() == "Error: rate limit: try again in 42 s")
        #expect(try reply().toolCalls == 0)
    }

    @Test func theGatewayFetchesForTheAgent() async throws {
        transport.answer(
            "/agent/v1/tools/http_get",
            json:
                #"{"permitted":true,"status":200,"headers":{"content-type":"text/plain"},"body":"page","truncated":true}"#
        )
        transport.answer(Self.chat, json: asks("http_get", #"{"url":"https://example.org/"}"#), says("Seen"))
        try await loop().handle(message)
        #expect(try told() == "Status 200\ncontent-type: text/plain\n\npage\n(cut off: there is more)")
        #expect(try transport.bodies("/agent/v1/tools/http_get") == [.object(["url": "https://example.org/"])])
    }

    @Test(arguments: [
        ("read_file", #"{"path":"../x"}"#, true), ("read_file", #"{"path":"a.txt","more":1}"#, false),
        ("read_file", #"{}"#, false), ("read_file", "broken", false), ("read_file", #"{"path":7}"#, false),
        ("shell", #"{"path":"a.txt"}"#, false), ("http_get", #"{"path":"a.txt"}"#, false),
    ])
    func whatIsWrongIsToldToTheModel(tool: String, arguments: String, asksPermit: Bool) async throws {
        transport.answer("/agent/v1/tools/\(tool)", json: #"{"permitted":true}"#)
        transport.answer(Self.chat, json: asks(tool, arguments), says("Sorry"))
        try await loop().handle(message)
        #expect(try told()?.hasPrefix("Error: ") == true)
        #expect(transport.requests("/agent/v1/tools/\(tool)").isEmpty != asksPermit)
        #expect(try reply().content == "Sorry")
    }

    @Test func aToolThatIsNotEnabledIsNotUsed() async throws {
        transport.answer("/agent/v1/tools/read_file", json: #"{"permitted":true}"#)
        transport.answer(Self.chat, json: asks("read_file", #"{"path":"a.txt"}"#), says("Sorry"))
        try await loop(tools: [.httpGet]).handle(message)
        #expect(try told() == "Error: there is no such tool; there are http_get")
        #expect(transport.requests("/agent/v1/tools/read_file").isEmpty)
    }

    @Test func roundsComeToAnEnd() async throws {
        transport.answer("/agent/v1/tools/read_file", json: #"{"permitted":true}"#)
        transport.answer(Self.chat, json: asks("read_file", #"{"path":"a.txt"}"#))
        try await loop().handle(message)
        let bodies = try transport.bodies(Self.chat)
        #expect(bodies.count == 9)
        guard case .object(let last)? = bodies.last else { throw CancellationError() }
        #expect(last["tool_choice"] == "none")
        #expect(try reply().errorCode == .agentFailed)
        #expect(try reply().toolCalls == 8)
    }

    @Test func aFailureIsAReplyWithACodeAndNoSecret() async throws {
        transport.answer(
            Self.chat,
            { _ in AgentResponse(401, json: #"{"error":{"type":"authentication_error","message":"bad key sk-canary"}}"#)
            })
        try await loop().handle(message)
        let reply = try reply()
        #expect(reply.errorCode == .agentFailed)
        #expect(reply.content?.contains("authentication_error") == true && reply.content?.contains("canary") == false)
    }

    @Test func aReplyIsTriedAgainAndAnUnwantedOneIsNot() async throws {
        transport.answer(Self.chat, json: says("Fine"))
        transport.answer(
            Self.replies, { _ in throw ScriptedTransport.Unreachable() }, { _ in AgentResponse(503, json: "") },
            { _ in AgentResponse(404, json: "{}") })
        try await loop().handle(message)
        #expect(transport.requests(Self.replies).count == 3)
    }

    @Test func theLoopTakesMessagesUntilItsTokenIsRefusedForGood() async throws {
        let encoded = String(decoding: try JSONEncoder().encode(message), as: UTF8.self)
        transport.answer(
            Self.messages, { _ in AgentResponse(401, json: "{}") }, { _ in throw ScriptedTransport.Unreachable() },
            { _ in AgentResponse(status: 204) }, { _ in AgentResponse(json: encoded) },
            { _ in AgentResponse(500, json: "") }, { _ in AgentResponse(401, json: "{}") })
        transport.answer(Self.chat, json: says("ANSWER-CANARY"))
        let log = AgentLog { [lines] line in lines.add(line) }
        let error = try await #require(throws: AgentError.self) { try await loop(log: log).run() }
        #expect(error.kind == .tokenRefused)
        #expect(transport.requests(Self.replies).count == 1)
        // The five answers before that, 15 refusals that were waited for until ten seconds were over, and the last.
        #expect(transport.requests(Self.messages).count == 21)
        let logged = lines.text
        #expect(logged.contains(message.messageID.description))
        #expect(!logged.contains("CANARY") && !logged.contains("canary"))
    }

    @Test func cancellingEndsTheLoop() async throws {
        transport.answer(Self.messages, { _ in AgentResponse(status: 204) })
        let loop = try loop()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do { try await loop.run() } catch { return error is CancellationError }
                return false
            }
            try? await Task.sleep(for: .milliseconds(20))
            group.cancelAll()
            #expect(await group.next() == true)
        }
    }
}
