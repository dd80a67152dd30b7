// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A conversation as `POST /v1/messages` has it.
package struct AnthropicConversation: ModelConversation {
    /// This dialect demands a limit.
    package static let defaultMaxTokens: Int64 = 4096

    private let settings: ModelSettings
    private var messages: [JSONValue] = []

    package init(settings: ModelSettings, message: ChannelMessage) {
        self.settings = settings
        // It refuses empty texts, and a conversation that the assistant begins.
        let said = message.history.filter { !$0.content.isEmpty }.drop { $0.role == "assistant" }
        for turn in said { add(turn.role == "assistant" ? "assistant" : "user", .string(turn.content)) }
        add("user", .string(message.content))
    }

    private mutating func add(_ role: String, _ content: JSONValue) {
        messages.append(.object(["role": .string(role), "content": content]))
    }

    package func body(toolsAllowed: Bool) -> JSONValue {
        var body: [String: JSONValue] = [
            "model": .string(settings.model), "messages": .array(messages),
            "max_tokens": .integer(settings.maxTokens ?? Self.defaultMaxTokens),
        ]
        if let prompt = settings.systemPrompt { body["system"] = .string(prompt) }
        if let temperature = settings.temperature { body["temperature"] = .number(temperature) }
        if !settings.tools.isEmpty {
            body["tools"] = .array(
                settings.tools.map { tool in
                    .object([
                        "name": .string(tool.name), "description": .string(tool.description),
                        "input_schema": tool.schema,
                    ])
                })
            if !toolsAllowed { body["tool_choice"] = .object(["type": "none"]) }
        }
        return .object(body)
    }

    package mutating func receive(_ answer: JSONValue) throws(AgentError) -> ModelTurn {
        guard let blocks = answer["content"]?.elements else {
            throw AgentError(.modelFailed, "The model's answer can't be read.")
        }
        var text = ""
        var calls: [ToolCall] = []
        for block in blocks {
            switch block["type"]?.text {
            case "text": text += block["text"]?.text ?? ""
            case "tool_use":
                guard let id = block["id"]?.text, let name = block["name"]?.text else {
                    throw AgentError(.modelFailed, "The model's tool call can't be read.")
                }
                calls.append(ToolCall(id: id, name: name, arguments: block["input"]))
            default: break
            }
        }
        guard !text.isEmpty || !calls.isEmpty else {
            switch answer["stop_reason"]?.text {
            case "refusal": throw AgentError(.noAnswer, "The model declined to answer.")
            case "max_tokens":
                throw AgentError(.noAnswer, "The token limit was used up before there was an answer.")
            default: throw AgentError(.noAnswer, "The model gave no answer.")
            }
        }
        // All blocks go back as they came: some, such as thinking, must not be missing before a tool's result.
        add("assistant", .array(blocks))
        return ModelTurn(text: text, calls: calls)
    }

    package mutating func add(_ results: [ToolResult]) {
        add(
            "user",
            .array(
                results.map { result in
                    var block: [String: JSONValue] = [
                        "type": "tool_result", "tool_use_id": .string(result.callID),
                        "content": .string(result.content),
                    ]
                    if result.isError { block["is_error"] = true }
                    return .object(block)
                }))
    }
}
