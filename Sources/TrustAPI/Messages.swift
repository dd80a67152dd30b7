// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// `POST /api/v1/agents/{id}/messages`.
package struct SendMessageRequest: RequestBody {
    /// At most 10,000 characters.
    package var message: String
    /// Where the answer is to be sent; then it is not waited for.
    package var webhookURL: String?
    /// The caller's own name for the conversation, at most 256 characters; good for this agent only.
    package var sessionID: String?

    package init(message: String, webhookURL: String? = nil, sessionID: String? = nil) {
        self.message = message
        self.webhookURL = webhookURL
        self.sessionID = sessionID
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case message
        case webhookURL = "webhook_url"
        case sessionID = "session_id"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

/// A piece of an answer: text, or an error with its stable code.
package struct ContentBlock: Codable, Sendable, Hashable {
    /// `text` or `error`.
    package var type: String
    package var text: String?
    package var error: String?
    package var details: String?

    package init(text: String) {
        type = "text"
        self.text = text
    }

    package init(error: ErrorCode, details: String) {
        type = "error"
        self.error = error.rawValue
        self.details = details
    }
}

/// What an answer took. What is not known is `null`.
package struct MessageMetadata: Codable, Sendable, Hashable {
    package var tokensUsed: Int64?
    package var model: String?
    package var durationMs: Int64?
    package var toolCalls: [ToolUse]?

    /// One use of a tool.
    package struct ToolUse: Codable, Sendable, Hashable {
        package var name: String
        package init(name: String) { self.name = name }
    }

    package init(tokensUsed: Int64?, model: String?, durationMs: Int64?, toolCalls: [ToolUse]?) {
        self.tokensUsed = tokensUsed
        self.model = model
        self.durationMs = durationMs
        self.toolCalls = toolCalls
    }

    package enum CodingKeys: String, CodingKey {
        case model
        case tokensUsed = "tokens_used"
        case durationMs = "duration_ms"
        case toolCalls = "tool_calls"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(tokensUsed, forKey: .tokensUsed)
        try container.encode(model, forKey: .model)
        try container.encode(durationMs, forKey: .durationMs)
        try container.encode(toolCalls, forKey: .toolCalls)
    }
}

/// The answer to a message that was waited for.
package struct MessageResponse: Codable, Sendable, Hashable {
    /// `msg_` and an id.
    package var messageID: String
    package var threadID: ThreadID
    package var sessionID: String?
    package var agentID: AgentID
    package var content: [ContentBlock]
    package var metadata: MessageMetadata
    /// RFC 3339.
    package var timestamp: String

    package init(
        messageID: String, threadID: ThreadID, sessionID: String?, agentID: AgentID, content: [ContentBlock],
        metadata: MessageMetadata, timestamp: String
    ) {
        self.messageID = messageID
        self.threadID = threadID
        self.sessionID = sessionID
        self.agentID = agentID
        self.content = content
        self.metadata = metadata
        self.timestamp = timestamp
    }

    package enum CodingKeys: String, CodingKey {
        case content, metadata, timestamp
        case messageID = "message_id"
        case threadID = "thread_id"
        case sessionID = "session_id"
        case agentID = "agent_id"
    }
}

/// The answer to a message whose own answer is to be delivered.
package struct CallbackResponse: Codable, Sendable, Hashable {
    /// `cb_` and an id; the delivery carries it.
    package var callbackID: String
    package var status: String
    package var agentID: AgentID
    /// RFC 3339.
    package var timestamp: String

    package init(callbackID: String, status: String, agentID: AgentID, timestamp: String) {
        self.callbackID = callbackID
        self.status = status
        self.agentID = agentID
        self.timestamp = timestamp
    }

    package enum CodingKeys: String, CodingKey {
        case status, timestamp
        case callbackID = "callback_id"
        case agentID = "agent_id"
    }
}

/// A message in a list.
package struct MessageItem: Codable, Sendable, Hashable {
    package var messageID: String
    package var threadID: ThreadID
    package var agentID: AgentID
    /// `queued`, `processing`, `completed` or `failed`.
    package var status: String
    /// What was asked.
    package var message: String
    /// What was answered; empty before that.
    package var content: [ContentBlock]
    package var metadata: MessageMetadata
    /// When it came, RFC 3339.
    package var timestamp: String
    package var finishedAt: String?

    package init(
        messageID: String, threadID: ThreadID, agentID: AgentID, status: String, message: String,
        content: [ContentBlock], metadata: MessageMetadata, timestamp: String, finishedAt: String?
    ) {
        self.messageID = messageID
        self.threadID = threadID
        self.agentID = agentID
        self.status = status
        self.message = message
        self.content = content
        self.metadata = metadata
        self.timestamp = timestamp
        self.finishedAt = finishedAt
    }

    package enum CodingKeys: String, CodingKey {
        case status, message, content, metadata, timestamp
        case messageID = "message_id"
        case threadID = "thread_id"
        case agentID = "agent_id"
        case finishedAt = "finished_at"
    }
}

/// `GET /api/v1/conversations/{id}/history`.
package struct HistoryResponse: Codable, Sendable {
    package var threadID: ThreadID
    package var sessionID: String?
    /// Whom the conversation is with now.
    package var agentID: AgentID
    /// Oldest first.
    package var items: [MessageItem]
    package var nextCursor: String?

    package init(
        threadID: ThreadID, sessionID: String?, agentID: AgentID, items: [MessageItem], nextCursor: String?
    ) {
        self.threadID = threadID
        self.sessionID = sessionID
        self.agentID = agentID
        self.items = items
        self.nextCursor = nextCursor
    }

    package enum CodingKeys: String, CodingKey {
        case items
        case threadID = "thread_id"
        case sessionID = "session_id"
        case agentID = "agent_id"
        case nextCursor = "next_cursor"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(threadID, forKey: .threadID)
        try container.encodeIfPresent(sessionID, forKey: .sessionID)
        try container.encode(agentID, forKey: .agentID)
        try container.encode(items, forKey: .items)
        try container.encode(nextCursor, forKey: .nextCursor)
    }
}

/// `GET /api/v1/usage`.
package struct CustomerUsageResponse: Codable, Sendable, Hashable {
    /// `day`, `week` or `month`: the last 24 hours, 7 days or 30 days.
    package var period: String
    /// Messages that were sent to agents.
    package var requests: Int64
    /// As far as they are known.
    package var tokensUsed: Int64
    package var rateLimit: Int64
    package var rateLimitRemaining: Int64
    /// RFC 3339.
    package var rateLimitReset: String

    package init(
        period: String, requests: Int64, tokensUsed: Int64, rateLimit: Int64, rateLimitRemaining: Int64,
        rateLimitReset: String
    ) {
        self.period = period
        self.requests = requests
        self.tokensUsed = tokensUsed
        self.rateLimit = rateLimit
        self.rateLimitRemaining = rateLimitRemaining
        self.rateLimitReset = rateLimitReset
    }

    package enum CodingKeys: String, CodingKey {
        case period, requests
        case tokensUsed = "tokens_used"
        case rateLimit = "rate_limit"
        case rateLimitRemaining = "rate_limit_remaining"
        case rateLimitReset = "rate_limit_reset"
    }
}
