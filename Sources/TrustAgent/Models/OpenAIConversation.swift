// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// A conversation as `POST /v1/chat/completions` has it.
package struct OpenAIConversation: ModelConversation {
    private let settings: ModelSettings
    private var messages: [JSONValue] = []

    package init(settings: ModelSettings, message: ChannelMessage) {
        self.settings = settings
        func add(_ role: String, _ content: String) {
            messages.append(.object(["role": .string(role), "content": .string(content)]))
        }
        if let prompt = settings.systemPrompt { add("system", prompt) }
        for turn in message.history where !turn.content.isEmpty {
            add(turn.role == "assistant" ? "assistant" : "user", turn.content)
        }
        add("user", message.content)
    }

    package func body(toolsAllowed: Bool) -> JSONValue {
        var body: [String: JSONValue] = ["model": .string(settings.model), "messages": .array(messages)]
        if let temperature = settings.temperature { body["temperature"] = .number(temperature) }
        if let maxTokens = settings.maxTokens { body["max_tokens"] = .integer(maxTokens) }
        if !settings.tools.isEmpty {
            body["tools"] = .array(
                settings.tools.map { tool in
                    .object([
                        "type": "function",
                        "function": .object([
                            "name": .string(tool.name), "description": .string(tool.description),
                            "parameters": tool.schema,
                        ]),
                    ])
                })
            if !toolsAllowed { body["tool_choice"] = "none" }
        }
        return .object(body)
    }

    package mutating func receive(_ answer: JSONValue) throws(AgentError) -> ModelTurn {
        guard let choice = answer["choices"]?.elements?.first, let message = choice["message"] else {
            throw AgentError(.modelFailed, "The model's answer can't be read.")
        }
        let text = message["content"]?.text ?? ""
        let asked = message["tool_calls"]?.elements ?? []
        var calls: [ToolCall] = []
        for call in asked {
            guard let id = call["id"]?.text, let function = call["function"], let name = function["name"]?.text else {
                throw AgentError(.modelFailed, "The model's tool call can't be read.")
            }
            let arguments = function["arguments"]?.text ?? ""
            calls.append(
                ToolCall(
                    id: id, name: name,
                    arguments: try? JSONDecoder().decode(JSONValue.self, from: Data(arguments.utf8))))
        }
        guard !text.isEmpty || !calls.isEmpty else {
            switch choice["finish_reason"]?.text {
            case "content_filter": throw AgentError(.noAnswer, "The provider's content filter held the answer back.")
            case "length": throw AgentError(.noAnswer, "The token limit was used up before there was an answer.")
            default:
                throw message["refusal"]?.text == nil
                    ? AgentError(.noAnswer, "The model gave no answer.")
                    : AgentError(.noAnswer, "The model declined to answer.")
            }
        }
        var turn: [String: JSONValue] = ["role": "assistant", "content": text.isEmpty ? .null : .string(text)]
        if !asked.isEmpty { turn["tool_calls"] = .array(asked) }
        messages.append(.object(turn))
        return ModelTurn(text: text, calls: calls)
    }

    package mutating func add(_ results: [ToolResult]) {
        for result in results {
            messages.append(
                .object([
                    "role": "tool", "tool_call_id": .string(result.callID),
                    "content": .string(result.isError ? "Error: \(result.content)" : result.content),
                ]))
        }
    }
}
