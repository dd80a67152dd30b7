// SPDX-License-Identifier: Apache-2.0

/// What an agent gets from `GET /agent/v1/messages`: one message with the conversation before it.
package struct ChannelMessage: Sendable, Hashable, Codable {
    package struct Turn: Sendable, Hashable, Codable {
        /// `user` or `assistant`.
        package var role: String
        package var content: String
        package init(role: String, content: String) {
            self.role = role
            self.content = content
        }
    }
    package var messageID: MessageID
    package var threadID: ThreadID
    package var content: String
    /// Earlier turns of the thread, oldest first.
    package var history: [Turn]

    package init(messageID: MessageID, threadID: ThreadID, content: String, history: [Turn]) {
        self.messageID = messageID
        self.threadID = threadID
        self.content = content
        self.history = history
    }

    package enum CodingKeys: String, CodingKey {
        case messageID = "message_id"
        case threadID = "thread_id"
        case content, history
    }
}

/// What an agent sends to `POST /agent/v1/replies`: the answer, or why there is none.
package struct ChannelReply: Sendable, Hashable, Codable {
    package var messageID: MessageID
    package var content: String?
    /// `nil` where it worked; otherwise a stable code such as `AGENT_FAILED`, with `content` as one safe sentence.
    package var errorCode: ErrorCode?
    /// How many tool calls the answer took.
    package var toolCalls: Int64
    /// Their tools, in order; `nil` where the agent does not say.
    package var tools: [String]?

    package init(
        messageID: MessageID, content: String?, errorCode: ErrorCode? = nil, toolCalls: Int64 = 0,
        tools: [String]? = nil
    ) {
        self.messageID = messageID
        self.content = content
        self.errorCode = errorCode
        self.toolCalls = toolCalls
        self.tools = tools
    }

    /// The most names of tools that a reply may carry.
    package static let toolLimit = 64
    /// The longest name of a tool, in bytes.
    package static let toolNameLimit = 64

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case messageID = "message_id"
        case content
        case errorCode = "error_code"
        case toolCalls = "tool_calls"
        case tools
    }
}

/// The header in which an agent names the message that it calls a model for, so that the call's tokens are the
/// message's. The gateway keeps it to itself.
package enum ChannelHeader {
    package static let message = "x-ag2trust-message"
}

/// What an agent sends to `POST /agent/v1/tools/{tool}` to be permitted a use; `http_get` and `http_post` carry
/// what to call, and are carried out by the gateway itself.
package struct ToolRequest: Sendable, Hashable, Codable {
    package var url: String?
    package var headers: [String: String]?
    /// Of `http_post` only.
    package var body: String?

    package init(url: String? = nil, headers: [String: String]? = nil, body: String? = nil) {
        self.url = url
        self.headers = headers
        self.body = body
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case url, headers, body }
}

/// The answer to a permitted tool use; all but `permitted` only where the gateway carried it out.
package struct ToolResponse: Sendable, Hashable, Codable {
    package var permitted: Bool
    package var status: Int64?
    /// Names in lower case.
    package var headers: [String: String]?
    package var body: String?
    /// The body was longer than what is handed over.
    package var truncated: Bool?
    /// Why there is no body, in one sentence.
    package var note: String?

    package init(
        permitted: Bool, status: Int64? = nil, headers: [String: String]? = nil, body: String? = nil,
        truncated: Bool? = nil, note: String? = nil
    ) {
        self.permitted = permitted
        self.status = status
        self.headers = headers
        self.body = body
        self.truncated = truncated
        self.note = note
    }
}

/// The environment variables that an agent is started with, besides its provider's key and base URL.
package enum AgentVariable {
    package static let agentID = "AG2TRUST_AGENT_ID"
    package static let agentToken = "AG2TRUST_AGENT_TOKEN"
    package static let gatewayURL = "AG2TRUST_GATEWAY_URL"
    package static let providerType = "AG2TRUST_PROVIDER_TYPE"
    package static let model = "AG2TRUST_MODEL"
    package static let systemPrompt = "AG2TRUST_SYSTEM_PROMPT"
    package static let temperature = "AG2TRUST_TEMPERATURE"
    package static let maxTokens = "AG2TRUST_MAX_TOKENS"
    /// Tool names, separated by commas.
    package static let tools = "AG2TRUST_TOOLS"
}
