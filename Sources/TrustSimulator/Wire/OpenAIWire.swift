// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// OpenAI's chat completions.
struct OpenAIWire: Wire {
    func conversation(from body: JSONValue, version: String?) throws -> Conversation {
        guard let model = body.member("model")?.textValue else {
            throw WireError.invalid("model: a string is required")
        }
        guard let messages = body.member("messages")?.elements, !messages.isEmpty else {
            throw WireError.invalid("messages: at least one is required")
        }
        let isStreamed = body.member("stream")?.isTrue ?? false
        if body.member("stream_options") != nil, !isStreamed {
            throw WireError.invalid("stream_options: only allowed when stream is true")
        }
        return Conversation(
            model: model,
            turns: try messages.map(turn),
            tools: (body.member("tools")?.elements ?? []).compactMap(tool),
            isStreamed: isStreamed,
            includesUsage: body.member("stream_options")?.member("include_usage")?.isTrue ?? false,
            maxTokens: (body.member("max_completion_tokens") ?? body.member("max_tokens"))?.wholeNumber)
    }

    private func turn(_ message: JSONValue) throws -> Conversation.Turn {
        let role: Conversation.Turn.Role
        switch message.member("role")?.textValue {
        case "system", "developer": role = .system
        case "user": role = .user
        case "assistant": role = .assistant
        case "tool": role = .tool
        default: throw WireError.invalid("messages: unknown role")
        }
        return Conversation.Turn(role: role, text: text(of: message.member("content")))
    }

    private func text(of content: JSONValue?) -> String {
        guard let content else { return "" }
        if let text = content.textValue { return text }
        return (content.elements ?? []).compactMap { $0.member("text")?.textValue }.joined(separator: "\n")
    }

    private func tool(_ value: JSONValue) -> Conversation.Tool? {
        guard let function = value.member("function"), let name = function.member("name")?.textValue else { return nil }
        return Conversation.Tool(name: name, schema: function.member("parameters") ?? .object([:]))
    }

    func reply(to conversation: Conversation, with answer: ScriptedAnswer, facts: ReplyFacts) -> JSONValue {
        var message: [String: JSONValue] = ["role": "assistant", "refusal": .null, "content": .null]
        switch answer.content {
        case .text(let text): message["content"] = .string(text)
        case .toolCall(let name, let arguments):
            message["tool_calls"] = .array([call(name, arguments.compactText, facts, index: nil)])
        }
        let choice: JSONValue = .object([
            "index": 0, "message": .object(message), "logprobs": .null, "finish_reason": .string(finish(answer.end)),
        ])
        var reply = envelope("chat.completion", conversation, facts)
        reply["choices"] = .array([choice])
        if facts.reportsUsage { reply["usage"] = usage(conversation, answer) }
        return .object(reply)
    }

    func events(to conversation: Conversation, with answer: ScriptedAnswer, facts: ReplyFacts) -> [WireEvent] {
        let showsUsage = conversation.includesUsage && facts.reportsUsage
        func chunk(_ delta: [String: JSONValue], finish: String? = nil) -> WireEvent {
            var chunk = envelope("chat.completion.chunk", conversation, facts)
            chunk["choices"] = .array([
                .object([
                    "index": 0, "delta": .object(delta), "logprobs": .null,
                    "finish_reason": finish.map(JSONValue.string) ?? .null,
                ])
            ])
            // With `include_usage` every chunk but the last has a null usage; without it none has the field.
            if showsUsage { chunk["usage"] = .null }
            return WireEvent(name: nil, data: JSONValue.object(chunk).compactText)
        }
        var events: [WireEvent] = []
        switch answer.content {
        case .text(let text):
            events.append(chunk(["role": "assistant", "content": "", "refusal": .null]))
            events += text.streamPieces.map { chunk(["content": .string($0)]) }
        case .toolCall(let name, let arguments):
            events.append(
                chunk([
                    "role": "assistant", "content": .null,
                    "tool_calls": .array([call(name, "", facts, index: 0)]),
                ]))
            events += arguments.compactText.halves.map { piece in
                let function: JSONValue = .object(["arguments": .string(piece)])
                return chunk(["tool_calls": .array([.object(["index": 0, "function": function])])])
            }
        }
        events.append(chunk([:], finish: finish(answer.end)))
        if showsUsage {
            var last = envelope("chat.completion.chunk", conversation, facts)
            last["choices"] = .array([])
            last["usage"] = usage(conversation, answer)
            events.append(WireEvent(name: nil, data: JSONValue.object(last).compactText))
        }
        events.append(WireEvent(name: nil, data: "[DONE]"))
        return events
    }

    func body(of error: WireError, id: String) -> JSONValue {
        .object([
            "error": .object([
                "message": .string("\(ScriptedAnswer.mark) \(error.message)"), "type": .string(error.type),
                "param": .null, "code": error.code.map(JSONValue.string) ?? .null,
            ])
        ])
    }

    private func envelope(_ kind: String, _ conversation: Conversation, _ facts: ReplyFacts) -> [String: JSONValue] {
        [
            "id": .string("chatcmpl-\(facts.id)"), "object": .string(kind), "created": .integer(facts.created),
            "model": .string(conversation.model), "service_tier": "default", "system_fingerprint": "fp_simulator",
        ]
    }

    private func call(_ name: String, _ arguments: String, _ facts: ReplyFacts, index: Int64?) -> JSONValue {
        var call: [String: JSONValue] = [
            "id": .string("call_\(facts.id)"), "type": "function",
            "function": .object(["name": .string(name), "arguments": .string(arguments)]),
        ]
        if let index { call["index"] = .integer(index) }
        return .object(call)
    }

    private func usage(_ conversation: Conversation, _ answer: ScriptedAnswer) -> JSONValue {
        let input = Int64(conversation.inputTokens)
        let output = Int64(answer.outputTokens)
        return .object([
            "prompt_tokens": .integer(input), "completion_tokens": .integer(output),
            "total_tokens": .integer(input + output),
            "prompt_tokens_details": .object(["cached_tokens": 0, "audio_tokens": 0]),
            "completion_tokens_details": .object([
                "reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            ]),
        ])
    }

    private func finish(_ end: ScriptedAnswer.End) -> String {
        switch end {
        case .complete: "stop"
        case .length: "length"
        case .toolCall: "tool_calls"
        }
    }
}
