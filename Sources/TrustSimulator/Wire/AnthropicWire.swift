// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Anthropic's messages.
struct AnthropicWire: Wire {
    /// The version from which sampling parameters are refused.
    private static let withoutSampling = "2026-10-21"
    private static let versions: Set<String> = ["2023-06-01", withoutSampling]

    func conversation(from body: JSONValue, version: String?) throws -> Conversation {
        guard let version else { throw WireError.invalid("anthropic-version: header is required") }
        guard Self.versions.contains(version) else { throw WireError.invalid("anthropic-version: not a valid version") }
        if version == Self.withoutSampling,
            let refused = ["temperature", "top_k", "top_p"].first(where: { body.member($0) != nil })
        {
            throw WireError.invalid("\(refused): Extra inputs are not permitted")
        }
        guard let model = body.member("model")?.textValue else { throw WireError.invalid("model: Field required") }
        guard let maxTokens = body.member("max_tokens")?.wholeNumber, maxTokens > 0 else {
            throw WireError.invalid("max_tokens: Field required")
        }
        guard let messages = body.member("messages")?.elements, !messages.isEmpty else {
            throw WireError.invalid("messages: at least one message is required")
        }
        var turns: [Conversation.Turn] = []
        if let system = body.member("system") { turns.append(.init(role: .system, text: text(of: system))) }
        for message in messages { turns += try self.turns(of: message) }
        return Conversation(
            model: model, turns: turns, tools: (body.member("tools")?.elements ?? []).compactMap(tool),
            isStreamed: body.member("stream")?.isTrue ?? false, includesUsage: true, maxTokens: maxTokens)
    }

    /// A user's message may hold tool results beside text; each kind becomes a turn of its own.
    private func turns(of message: JSONValue) throws -> [Conversation.Turn] {
        guard let content = message.member("content") else { throw WireError.invalid("messages: content is required") }
        switch message.member("role")?.textValue {
        case "assistant": return [.init(role: .assistant, text: text(of: content))]
        case "user": break
        default: throw WireError.invalid("messages: unknown role")
        }
        let results = (content.elements ?? []).filter { $0.member("type")?.textValue == "tool_result" }
        var turns = results.map { result in
            Conversation.Turn(role: .tool, text: result.member("content").map { text(of: $0) } ?? "")
        }
        let said = text(of: content)
        if !said.isEmpty || results.isEmpty { turns.append(.init(role: .user, text: said)) }
        return turns
    }

    private func text(of content: JSONValue) -> String {
        if let text = content.textValue { return text }
        return (content.elements ?? []).compactMap { $0.member("text")?.textValue }.joined(separator: "\n")
    }

    private func tool(_ value: JSONValue) -> Conversation.Tool? {
        guard let name = value.member("name")?.textValue else { return nil }
        return Conversation.Tool(name: name, schema: value.member("input_schema") ?? .object([:]))
    }

    func reply(to conversation: Conversation, with answer: ScriptedAnswer, facts: ReplyFacts) -> JSONValue {
        let block: JSONValue
        switch answer.content {
        case .text(let text): block = .object(["type": "text", "text": .string(text)])
        case .toolCall(let name, let arguments): block = toolUse(name, arguments, facts)
        }
        var reply = envelope(conversation, facts)
        reply["content"] = .array([block])
        reply["stop_reason"] = .string(stop(answer.end))
        if facts.reportsUsage { reply["usage"] = usage(input: conversation.inputTokens, output: answer.outputTokens) }
        return .object(reply)
    }

    func events(to conversation: Conversation, with answer: ScriptedAnswer, facts: ReplyFacts) -> [WireEvent] {
        func event(_ name: String, _ members: [String: JSONValue]) -> WireEvent {
            WireEvent(name: name, data: JSONValue.object(members.merging(["type": .string(name)]) { $1 }).compactText)
        }
        var message = envelope(conversation, facts)
        message["content"] = .array([])
        message["stop_reason"] = .null
        if facts.reportsUsage { message["usage"] = usage(input: conversation.inputTokens, output: 1) }
        var events = [event("message_start", ["message": .object(message)])]

        let block: JSONValue
        let deltas: [JSONValue]
        switch answer.content {
        case .text(let text):
            block = .object(["type": "text", "text": ""])
            deltas = text.streamPieces.map { .object(["type": "text_delta", "text": .string($0)]) }
        case .toolCall(let name, let arguments):
            block = toolUse(name, .object([:]), facts)
            deltas = ([""] + arguments.compactText.halves).map {
                .object(["type": "input_json_delta", "partial_json": .string($0)])
            }
        }
        events.append(event("content_block_start", ["index": 0, "content_block": block]))
        events.append(event("ping", [:]))
        events += deltas.map { event("content_block_delta", ["index": 0, "delta": $0]) }
        events.append(event("content_block_stop", ["index": 0]))

        var end: [String: JSONValue] = [
            "delta": .object(["stop_reason": .string(stop(answer.end)), "stop_sequence": .null])
        ]
        if facts.reportsUsage {
            // Cumulative, and without the split of cache writes by life, which only `message_start` has.
            end["usage"] = .object([
                "input_tokens": .integer(Int64(conversation.inputTokens)), "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": 0, "output_tokens": .integer(Int64(answer.outputTokens)),
            ])
        }
        events.append(event("message_delta", end))
        events.append(event("message_stop", [:]))
        return events
    }

    func body(of error: WireError, id: String) -> JSONValue {
        .object([
            "type": "error", "request_id": .string("req_\(id)"),
            "error": .object([
                "type": .string(error.type), "message": .string("\(ScriptedAnswer.mark) \(error.message)"),
            ]),
        ])
    }

    private func envelope(_ conversation: Conversation, _ facts: ReplyFacts) -> [String: JSONValue] {
        [
            "id": .string("msg_\(facts.id)"), "type": "message", "role": "assistant",
            "model": .string(conversation.model), "stop_sequence": .null,
        ]
    }

    private func toolUse(_ name: String, _ input: JSONValue, _ facts: ReplyFacts) -> JSONValue {
        .object(["type": "tool_use", "id": .string("toolu_\(facts.id)"), "name": .string(name), "input": input])
    }

    private func usage(input: Int, output: Int) -> JSONValue {
        .object([
            "input_tokens": .integer(Int64(input)), "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
            "cache_creation": .object(["ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0]),
            "output_tokens": .integer(Int64(output)), "service_tier": "standard",
        ])
    }

    private func stop(_ end: ScriptedAnswer.End) -> String {
        switch end {
        case .complete: "end_turn"
        case .length: "max_tokens"
        case .toolCall: "tool_use"
        }
    }
}
