// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// How a model is asked, whichever dialect it speaks.
package struct ModelSettings: Sendable, Hashable {
    package var model: String
    /// `nil` is left out.
    package var systemPrompt: String?
    package var temperature: Double?
    package var maxTokens: Int64?
    package var tools: [ToolDefinition]

    package init(
        model: String, systemPrompt: String? = nil, temperature: Double? = nil, maxTokens: Int64? = nil,
        tools: [ToolDefinition] = []
    ) {
        self.model = model
        self.systemPrompt = systemPrompt
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.tools = tools
    }
}

/// One use of a tool that a model asks for.
package struct ToolCall: Sendable, Hashable {
    package var id: String
    package var name: String
    /// `nil` where the model's arguments are not JSON.
    package var arguments: JSONValue?
    package init(id: String, name: String, arguments: JSONValue?) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// What came of it, for the model.
package struct ToolResult: Sendable, Hashable {
    package var callID: String
    package var content: String
    package var isError: Bool
    package init(callID: String, content: String, isError: Bool = false) {
        self.callID = callID
        self.content = content
        self.isError = isError
    }
}

/// What a model said in one round.
package struct ModelTurn: Sendable, Hashable {
    package var text: String
    package var calls: [ToolCall]
    package init(text: String, calls: [ToolCall] = []) {
        self.text = text
        self.calls = calls
    }
}

/// A conversation in one provider's words. Pure: it makes bodies of calls and reads bodies of answers.
package protocol ModelConversation: Sendable {
    init(settings: ModelSettings, message: ChannelMessage)
    /// The body of the next call. With `toolsAllowed` false the model has to answer in words.
    func body(toolsAllowed: Bool) -> JSONValue
    /// Takes the model's answer in.
    /// - Throws: `AgentError` of kind `modelFailed` or `noAnswer`.
    mutating func receive(_ answer: JSONValue) throws(AgentError) -> ModelTurn
    /// Adds what came of the calls of the last turn, in their order.
    mutating func add(_ results: [ToolResult])
}

extension JSONValue {
    subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
}
