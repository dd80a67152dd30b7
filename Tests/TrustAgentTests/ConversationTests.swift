// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustAgent
import TrustCore

/// Both dialects, from JSON text to JSON text.
struct ConversationTests {
    private let message = ChannelMessage(
        messageID: .make(), threadID: .make(), content: "And now?",
        history: [
            .init(role: "user", content: "Hello"), .init(role: "assistant", content: "Hi"),
            .init(role: "user", content: ""),
        ])
    private let plain = ModelSettings(model: "m")
    private let full = ModelSettings(
        model: "m", systemPrompt: "Be brief.", temperature: 0.5, maxTokens: 100, tools: [ToolDefinition(.readFile)])

    @Test func openAISendsNothingThatWasNotAskedFor() throws {
        #expect(
            OpenAIConversation(settings: plain, message: message).body(toolsAllowed: true)
                == (try json(
                    """
                    {"model":"m","messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"},
                    {"role":"user","content":"And now?"}]}
                    """)))
    }

    @Test func openAISendsEverything() throws {
        let conversation = OpenAIConversation(settings: full, message: message)
        let expected = """
            {"model":"m","temperature":0.5,"max_tokens":100,"messages":[{"role":"system","content":"Be brief."},
            {"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"},{"role":"user","content":"And now?"}],
            "tools":[{"type":"function","function":{"name":"read_file",
            "description":"Reads a text file of the working folder: 64 KiB of UTF-8 at once.",
            "parameters":{"type":"object","required":["path"],"additionalProperties":false,"properties":{"path":{
            "type":"string","description":"The file's path, relative to the working folder, for example src/main.c."},
            "offset":{"type":"integer","minimum":0,
            "description":"How many bytes to skip, to read on in a long file."}}}}}]
            """
        #expect(conversation.body(toolsAllowed: true) == (try json(expected + "}")))
        #expect(conversation.body(toolsAllowed: false) == (try json(expected + #","tool_choice":"none"}"#)))
    }

    @Test func openAIToolCallsGoBackAndForth() throws {
        var conversation = OpenAIConversation(settings: plain, message: message)
        let calls = """
            [{"id":"call_1","type":"function","function":{"name":"read_file","arguments":"{\\"path\\":\\"a.txt\\"}"}},
            {"id":"call_2","type":"function","function":{"name":"read_file","arguments":"{broken"}}]
            """
        let turn = try conversation.receive(
            json(
                #"{"choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":\#(calls)}}]}"#
            ))
        #expect(
            turn.calls == [
                ToolCall(id: "call_1", name: "read_file", arguments: .object(["path": "a.txt"])),
                ToolCall(id: "call_2", name: "read_file", arguments: nil),
            ])
        conversation.add([
            ToolResult(callID: "call_1", content: "text"), ToolResult(callID: "call_2", content: "no", isError: true),
        ])
        #expect(
            conversation.body(toolsAllowed: true)
                == (try json(
                    """
                    {"model":"m","messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"},
                    {"role":"user","content":"And now?"},{"role":"assistant","content":null,"tool_calls":\(calls)},
                    {"role":"tool","tool_call_id":"call_1","content":"text"},
                    {"role":"tool","tool_call_id":"call_2","content":"Error: no"}]}
                    """)))
        let end = try conversation.receive(
            json(#"{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"Done"}}]}"#))
        #expect(end == ModelTurn(text: "Done"))
    }

    @Test(
        arguments: [
            (#"{}"#, .modelFailed), (#"[]"#, .modelFailed), (#"{"choices":[]}"#, .modelFailed),
            (#"{"choices":[{"finish_reason":"stop","message":{"content":""}}]}"#, .noAnswer),
            (#"{"choices":[{"finish_reason":"length","message":{"content":null}}]}"#, .noAnswer),
            (#"{"choices":[{"finish_reason":"content_filter","message":{}}]}"#, .noAnswer),
            (#"{"choices":[{"message":{"content":null,"refusal":"I can't"}}]}"#, .noAnswer),
            (#"{"choices":[{"message":{"tool_calls":[{"id":"x"}]}}]}"#, .modelFailed),
        ] as [(String, AgentError.Kind)])
    func openAIAnswersThatAreNone(text: String, kind: AgentError.Kind) throws {
        var conversation = OpenAIConversation(settings: plain, message: message)
        let answer = try json(text)
        #expect(try #require(throws: AgentError.self) { _ = try conversation.receive(answer) }.kind == kind)
    }

    @Test func anthropicSendsNothingThatWasNotAskedFor() throws {
        var message = message
        message.history.insert(.init(role: "assistant", content: "I begin"), at: 0)
        #expect(
            AnthropicConversation(settings: plain, message: message).body(toolsAllowed: true)
                == (try json(
                    """
                    {"model":"m","max_tokens":4096,"messages":[{"role":"user","content":"Hello"},
                    {"role":"assistant","content":"Hi"},{"role":"user","content":"And now?"}]}
                    """)))
    }

    @Test func anthropicSendsEverything() throws {
        let conversation = AnthropicConversation(settings: full, message: message)
        let expected = """
            {"model":"m","temperature":0.5,"max_tokens":100,"system":"Be brief.","messages":[
            {"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"},{"role":"user","content":"And now?"}],
            "tools":[{"name":"read_file",
            "description":"Reads a text file of the working folder: 64 KiB of UTF-8 at once.",
            "input_schema":{"type":"object","required":["path"],"additionalProperties":false,"properties":{"path":{
            "type":"string","description":"The file's path, relative to the working folder, for example src/main.c."},
            "offset":{"type":"integer","minimum":0,
            "description":"How many bytes to skip, to read on in a long file."}}}}]
            """
        #expect(conversation.body(toolsAllowed: true) == (try json(expected + "}")))
        #expect(conversation.body(toolsAllowed: false) == (try json(expected + #","tool_choice":{"type":"none"}}"#)))
    }

    @Test func anthropicToolCallsGoBackAndForth() throws {
        var conversation = AnthropicConversation(settings: plain, message: message)
        let blocks = """
            [{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"text","text":"Let me look."},
            {"type":"tool_use","id":"toolu_1","name":"list_directory","input":{"path":"."}}]
            """
        let turn = try conversation.receive(json(#"{"type":"message","stop_reason":"tool_use","content":\#(blocks)}"#))
        #expect(
            turn
                == ModelTurn(
                    text: "Let me look.",
                    calls: [ToolCall(id: "toolu_1", name: "list_directory", arguments: .object(["path": "."]))]))
        conversation.add([ToolResult(callID: "toolu_1", content: "denied", isError: true)])
        #expect(
            conversation.body(toolsAllowed: true)
                == (try json(
                    """
                    {"model":"m","max_tokens":4096,"messages":[{"role":"user","content":"Hello"},
                    {"role":"assistant","content":"Hi"},{"role":"user","content":"And now?"},
                    {"role":"assistant","content":\(blocks)},{"role":"user","content":[
                    {"type":"tool_result","tool_use_id":"toolu_1","content":"denied","is_error":true}]}]}
                    """)))
        let end = try conversation.receive(
            json(#"{"stop_reason":"end_turn","content":[{"type":"text","text":"Do"},{"type":"text","text":"ne"}]}"#))
        #expect(end == ModelTurn(text: "Done"))
    }

    @Test(
        arguments: [
            (#"{}"#, .modelFailed), (#"{"content":"text"}"#, .modelFailed),
            (#"{"content":[],"stop_reason":"end_turn"}"#, .noAnswer),
            (#"{"content":[],"stop_reason":"refusal"}"#, .noAnswer),
            (#"{"content":[],"stop_reason":"max_tokens"}"#, .noAnswer),
            (#"{"content":[{"type":"tool_use","name":"x"}]}"#, .modelFailed),
        ] as [(String, AgentError.Kind)])
    func anthropicAnswersThatAreNone(text: String, kind: AgentError.Kind) throws {
        var conversation = AnthropicConversation(settings: plain, message: message)
        let answer = try json(text)
        #expect(try #require(throws: AgentError.self) { _ = try conversation.receive(answer) }.kind == kind)
    }
}
