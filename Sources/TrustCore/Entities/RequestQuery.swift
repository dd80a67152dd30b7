// SPDX-License-Identifier: Apache-2.0

/// Which LLM calls are meant; what is `nil` does not matter.
package struct RequestQuery: Sendable, Hashable {
    /// How calls ended, as a filter.
    package enum Ending: Sendable, Hashable {
        /// In any error: the provider's, the gateway's, or a status of 400 and above.
        case error
        case outcome(CallOutcome)
    }
    package var agent: AgentID?
    package var agentType: AgentTypeID?
    package var provider: ProviderID?
    /// As it was asked for.
    package var model: String?
    package var ending: Ending?
    /// The status that the caller saw.
    package var status: Int64?
    /// Not earlier than.
    package var from: Timestamp?
    /// Earlier than.
    package var to: Timestamp?

    package init(
        agent: AgentID? = nil, agentType: AgentTypeID? = nil, provider: ProviderID? = nil, model: String? = nil,
        ending: Ending? = nil, status: Int64? = nil, from: Timestamp? = nil, to: Timestamp? = nil
    ) {
        self.agent = agent
        self.agentType = agentType
        self.provider = provider
        self.model = model
        self.ending = ending
        self.status = status
        self.from = from
        self.to = to
    }
}

/// Where a part of the list ended: the next one has the calls before it.
package struct RequestPosition: Sendable, Hashable {
    package var startedAt: Timestamp
    package var id: RequestID

    package init(startedAt: Timestamp, id: RequestID) {
        self.startedAt = startedAt
        self.id = id
    }

    package init(_ event: UsageEvent) { self.init(startedAt: event.startedAt, id: event.id) }

    /// Reads `text`; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, let microseconds = Int64(parts[0]), let id = RequestID(String(parts[1])) else {
            return nil
        }
        self.init(startedAt: Timestamp(microseconds: microseconds), id: id)
    }

    /// For addresses.
    package var text: String { "\(startedAt.microseconds)_\(id)" }
}
