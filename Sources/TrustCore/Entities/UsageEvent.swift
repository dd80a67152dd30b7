// SPDX-License-Identifier: Apache-2.0

/// One LLM call, settled: what the gateway writes and every statistic reads.
package struct UsageEvent: Sendable, Hashable {
    package var id: RequestID
    package var organization: OrganizationID
    package var agent: AgentID
    package var agentType: AgentTypeID
    package var provider: ProviderID
    package var requestedModel: String
    /// The model that the reply names; it decides the price.
    package var returnedModel: String?
    package var streamed: Bool
    package var startedAt: Timestamp
    /// From the last byte of the request to the last byte of the reply, in microseconds.
    package var duration: Int64
    /// To the first byte of the reply's body.
    package var timeToFirstByte: Int64?
    /// The status that the caller saw; 0 where no status was sent.
    package var status: Int64
    package var outcome: CallOutcome
    package var usage: TokenUsage
    package var source: UsageSource
    /// Nanodollars at the price of the call's moment; `nil` is unknown.
    package var cost: Nanodollars?
    /// The message that the agent named; `nil` where it named none.
    package var message: MessageID?

    package init(
        id: RequestID, organization: OrganizationID, agent: AgentID, agentType: AgentTypeID, provider: ProviderID,
        requestedModel: String, returnedModel: String?, streamed: Bool, startedAt: Timestamp, duration: Int64,
        timeToFirstByte: Int64?, status: Int64, outcome: CallOutcome, usage: TokenUsage, source: UsageSource,
        cost: Nanodollars?, message: MessageID? = nil
    ) {
        self.id = id
        self.organization = organization
        self.agent = agent
        self.agentType = agentType
        self.provider = provider
        self.requestedModel = requestedModel
        self.returnedModel = returnedModel
        self.streamed = streamed
        self.startedAt = startedAt
        self.duration = duration
        self.timeToFirstByte = timeToFirstByte
        self.status = status
        self.outcome = outcome
        self.usage = usage
        self.source = source
        self.cost = cost
        self.message = message
    }
}

/// How a call ended. The raw values are stored.
package enum CallOutcome: Int64, Sendable, Codable, CaseIterable {
    case completed = 0
    /// The caller hung up before the end.
    case callerGone = 1
    /// The provider answered with an error.
    case providerError = 2
    /// The provider could not be reached, or broke off.
    case upstreamFailed = 3
    case timedOut = 4
    /// The process ended while the call was in flight; settled at the next start.
    case interrupted = 5

    package var isError: Bool { self != .completed && self != .callerGone }
}
