// SPDX-License-Identifier: Apache-2.0

/// A conversation; sticks to one agent.
package struct ConversationThread: Sendable, Hashable {
    package var id: ThreadID
    package var organization: OrganizationID
    package var agent: AgentID
    package var createdAt: Timestamp
    package init(id: ThreadID, organization: OrganizationID, agent: AgentID, createdAt: Timestamp) {
        self.id = id
        self.organization = organization
        self.agent = agent
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
    package var reply: String?
    /// One of the stable error codes, when `failed`.
    package var errorCode: ErrorCode?
    package var toolCalls: Int64
    package var createdAt: Timestamp
    package var finishedAt: Timestamp?
    package init(
        id: MessageID, organization: OrganizationID, agent: AgentID, thread: ThreadID, state: State, content: String,
        reply: String? = nil, errorCode: ErrorCode? = nil, toolCalls: Int64 = 0, createdAt: Timestamp,
        finishedAt: Timestamp? = nil
    ) {
        self.id = id
        self.organization = organization
        self.agent = agent
        self.thread = thread
        self.state = state
        self.content = content
        self.reply = reply
        self.errorCode = errorCode
        self.toolCalls = toolCalls
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }

    /// The longest content that is taken, in characters.
    package static let contentLimit = 10_000
}
