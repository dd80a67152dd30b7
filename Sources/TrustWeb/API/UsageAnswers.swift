// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// The `from` of a usage query.
enum SinceQuery {
    /// - Returns: `nil` without one: all there is.
    /// - Throws: `INVALID_REQUEST` (`from`) for anything but an RFC 3339 time.
    static func moment(of request: Request) throws(ControlError) -> Timestamp? {
        guard let text = request.uri.queryParameters["from"] else { return nil }
        if let moment = TimeText.read(String(text)) { return moment }
        throw .invalid("from", "This takes a time such as 2026-11-22T12:00:00Z.")
    }
}

extension AgentStatsResponse {
    /// Without messages for a provider: they are counted by agent only.
    init(_ statistics: AgentStatistics, withMessages: Bool) {
        let usage = statistics.usage
        self.init(
            totalTokens: usage.total, inputTokens: usage.input, cachedReadTokens: usage.cachedRead,
            cacheWriteTokens: usage.cacheWrite + usage.cacheWriteLong, outputTokens: usage.output,
            calls: statistics.calls,
            averageResponseTimeMs: statistics.averageResponseTime.map { Double($0) / 1000 },
            messagesProcessed: withMessages ? statistics.messagesProcessed : nil, errors: statistics.errors,
            estimatedCost: MoneyResponse(statistics))
    }
}

extension MoneyResponse {
    init(_ statistics: AgentStatistics) {
        let unknown = statistics.callsOfUnknownCost
        let isWhollyUnknown = unknown > 0 && unknown == statistics.calls
        self.init(
            amount: isWhollyUnknown ? nil : statistics.cost.decimal, currency: "USD", unknownCalls: unknown,
            reason: unknown == 0 ? nil : "The price of some models, or the tokens of some calls, are not known.")
    }
}

extension RequestResponse {
    init(_ event: UsageEvent) {
        self.init(
            id: event.id, startedAt: event.startedAt.rfc3339, agentID: event.agent, agentTypeID: event.agentType,
            model: event.returnedModel ?? event.requestedModel,
            requestedModel: event.requestedModel, providerID: event.provider, streamed: event.streamed,
            status: event.status, outcome: event.outcome.word, durationMs: Double(event.duration) / 1000,
            totalTokens: event.usage.total, usageSource: event.source, cost: event.cost?.decimal)
    }
}

extension CallOutcome {
    /// How the JSON API calls it.
    var word: String {
        switch self {
        case .completed: "completed"
        case .callerGone: "caller_gone"
        case .providerError: "provider_error"
        case .upstreamFailed: "upstream_failed"
        case .timedOut: "timed_out"
        case .interrupted: "interrupted"
        }
    }
}
