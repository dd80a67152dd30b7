// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Whom a message is for.
package enum MessageTarget: Sendable, Hashable {
    /// Any running agent of the type behind an endpoint.
    case endpoint(String)
    case agent(AgentID)

    /// What the message itself is called in a request.
    var field: String {
        switch self {
        case .endpoint: "content"
        case .agent: "message"
        }
    }
}

/// A message as a caller sends it.
package struct NewMessage: Sendable, Hashable {
    package var content: String
    /// Goes on with a conversation.
    package var thread: ThreadID?
    /// The caller's own name for a conversation with one agent; made when it is first used.
    package var session: String?
    /// Where the answer is to be sent, instead of being waited for.
    package var delivery: WebhookDelivery?
    /// The id that it is to have. Where there is such a message already, that one is meant, and nothing is sent again.
    package var id: MessageID?
    /// How long it may take, before it is given up.
    package var patience: Duration

    package init(
        content: String, thread: ThreadID? = nil, session: String? = nil, delivery: WebhookDelivery? = nil,
        id: MessageID? = nil, patience: Duration = MessagePatience.answer
    ) {
        self.content = content
        self.thread = thread
        self.session = session
        self.delivery = delivery
        self.id = id
        self.patience = patience
    }
}

/// How long things may take.
package enum MessagePatience {
    /// An answer that a caller waits for.
    package static let answer: Duration = .seconds(60)
    /// An answer that is delivered or streamed: as long as the longest call of a model.
    package static let delivery: Duration = .seconds(600)
    /// How long a running agent that is at nothing may leave a message lying.
    package static let silence: Duration = .seconds(30)
}

/// A message that was taken in.
package struct Submission: Sendable, Hashable {
    package var message: Message
    /// The name that the caller gave the conversation.
    package var session: String?
    /// What is left of the agent's limit; `nil` where the message had been taken in before.
    package var agentLimit: LimitDecision?
}

/// An agent's answer to a message.
package struct Answer: Sendable, Hashable {
    package var message: MessageID
    package var thread: ThreadID
    package var session: String?
    package var agent: AgentID
    package var content: String
    package var toolCalls: Int64
    package var metadata: AnswerMetadata
    package var finishedAt: Timestamp
    /// What is left of the agent's limit; `nil` where the message had been taken in before.
    package var agentLimit: LimitDecision?
}

/// What an answer took. What is not known is `nil`.
package struct AnswerMetadata: Sendable, Hashable {
    package var tokens: Int64?
    package var model: String?
    /// From the message's arrival to its end, in milliseconds.
    package var duration: Int64?
    /// Names of the tools that were used, in order.
    package var tools: [String]?

    package init(tokens: Int64? = nil, model: String? = nil, duration: Int64? = nil, tools: [String]? = nil) {
        self.tokens = tokens
        self.model = model
        self.duration = duration
        self.tools = tools
    }
}

/// An agent as callers of the customer API see it.
package struct ReachableAgent: Sendable, Hashable {
    package var agent: Agent
    package var capabilities: [Capability]
}
