// SPDX-License-Identifier: Apache-2.0

/// Where settled calls go. Takes the same event twice without counting it twice.
package protocol UsageSink: Sendable {
    func record(_ events: [UsageEvent]) async throws
}

/// The source document's four figures, with what they cost.
package struct AgentStatistics: Sendable, Hashable {
    package var usage: TokenUsage
    package var calls: Int64
    /// The mean of completed calls, in microseconds; `nil` without any.
    package var averageResponseTime: Int64?
    /// Messages answered.
    package var messagesProcessed: Int64
    /// Calls that ended in an error, and messages that failed.
    package var errors: Int64
    /// Known cost only.
    package var cost: Nanodollars
    /// Calls whose cost is not known; the cost is a lower bound if there are any.
    package var callsOfUnknownCost: Int64
    package init(
        usage: TokenUsage, calls: Int64, averageResponseTime: Int64?, messagesProcessed: Int64, errors: Int64,
        cost: Nanodollars, callsOfUnknownCost: Int64
    ) {
        self.usage = usage
        self.calls = calls
        self.averageResponseTime = averageResponseTime
        self.messagesProcessed = messagesProcessed
        self.errors = errors
        self.cost = cost
        self.callsOfUnknownCost = callsOfUnknownCost
    }
}

/// What an organization used.
package struct UsageTotal: Sendable, Hashable {
    package var messages: Int64
    package var tokens: Int64
    package init(messages: Int64, tokens: Int64) {
        self.messages = messages
        self.tokens = tokens
    }
}

/// Usage, read.
package protocol UsageStore: Sendable {
    func statistics(
        ofAgent agent: AgentID, in organization: OrganizationID, since moment: Timestamp?
    ) async throws -> AgentStatistics
    /// Per provider: the same figures over its calls (messages are not counted by provider).
    func statistics(
        ofProvider provider: ProviderID, in organization: OrganizationID, since moment: Timestamp?
    ) async throws -> AgentStatistics
    /// What an organization used: messages that were sent, and tokens as far as they are known.
    func total(in organization: OrganizationID, since moment: Timestamp) async throws -> UsageTotal
    /// The latest calls of an agent, newest first.
    func requests(ofAgent agent: AgentID, in organization: OrganizationID, limit: Int) async throws -> [UsageEvent]
    /// Calls, newest first; with a position, those that come before it.
    func requests(
        _ query: RequestQuery, in organization: OrganizationID, before position: RequestPosition?, limit: Int
    ) async throws -> [UsageEvent]
    /// One call, and the price that its model had at its moment.
    func request(
        _ id: RequestID, in organization: OrganizationID
    ) async throws -> (event: UsageEvent, price: ModelPrice?)?
}

/// The price book.
package protocol PriceStore: Sendable {
    /// Adds prices that are not there yet (model, moment); never changes one.
    func seed(_ prices: [PriceEntry]) async throws
    /// Prices in force at a moment, by model.
    func prices(at moment: Timestamp) async throws -> [String: ModelPrice]
}

/// A price from a moment on, with where it was read.
package struct PriceEntry: Sendable, Hashable {
    package var model: String
    package var provider: ProviderType
    package var price: ModelPrice
    package var validFrom: Timestamp
    package var source: String
    package init(model: String, provider: ProviderType, price: ModelPrice, validFrom: Timestamp, source: String) {
        self.model = model
        self.provider = provider
        self.price = price
        self.validFrom = validFrom
        self.source = source
    }
}
