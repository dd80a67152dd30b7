// SPDX-License-Identifier: Apache-2.0

/// A conversation; sticks to one agent.
package struct ConversationThread: Sendable, Hashable {
    package var id: ThreadID
    package var organization: OrganizationID
    package var agent: AgentID
    /// The name that a caller chose for it, unique to the agent; such a thread never moves to another agent.
    package var session: String?
    package var createdAt: Timestamp
    package init(
        id: ThreadID, organization: OrganizationID, agent: AgentID, session: String? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.organization = organization
        self.agent = agent
        self.session = session
        self.createdAt = createdAt
    }
}

/// A question and, once done, its answer.
package struct Message: Sendable, Hashable {
    package enum State: String, Sendable, Codable, CaseIterable { case queued, taken, done, failed }
    package var id: MessageID
    package var organization: OrganizationID
    package var agent: AgentID
    package var thread: ThreadID
    package var state: State
    package var content: String
    /// Whether it was sent to this very agent; then no other one gets it.
    package var isDirect: Bool
    /// The agent that had it before, and ended or went silent. A message moves once.
    package var movedFrom: AgentID?
    /// When it is given up.
    package var deadline: Timestamp
    package var reply: String?
    /// One of the stable error codes, when `failed`.
    package var errorCode: ErrorCode?
    package var toolCalls: Int64
    /// The tools that were used, in order; `nil` where the agent did not say.
    package var tools: [String]?
    package var createdAt: Timestamp
    package var finishedAt: Timestamp?
    package init(
        id: MessageID, organization: OrganizationID, agent: AgentID, thread: ThreadID, state: State, content: String,
        isDirect: Bool = false, movedFrom: AgentID? = nil, deadline: Timestamp? = nil, reply: String? = nil,
        errorCode: ErrorCode? = nil, toolCalls: Int64 = 0, tools: [String]? = nil, createdAt: Timestamp,
        finishedAt: Timestamp? = nil
    ) {
        self.id = id
        self.organization = organization
        self.agent = agent
        self.thread = thread
        self.state = state
        self.content = content
        self.isDirect = isDirect
        self.movedFrom = movedFrom
        self.deadline = deadline ?? createdAt.adding(seconds: 60)
        self.reply = reply
        self.errorCode = errorCode
        self.toolCalls = toolCalls
        self.tools = tools
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }

    /// The longest content that is taken, in characters.
    package static let contentLimit = 10_000

    /// From its arrival to its end, in milliseconds; `nil` before that.
    package var duration: Int64? { finishedAt.map { max(0, $0.microseconds - createdAt.microseconds) / 1000 } }
}

/// What the calls of a model for one message came to. What is not known is `nil`.
package struct MessageFigures: Sendable, Hashable {
    package var tokens: Int64?
    /// As the last reply names it.
    package var model: String?
    package init(tokens: Int64? = nil, model: String? = nil) {
        self.tokens = tokens
        self.model = model
    }
}
