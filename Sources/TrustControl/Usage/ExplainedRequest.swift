// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// One LLM call, with what became of it in words and what its cost is made of.
package struct ExplainedRequest: Sendable, Hashable {
    /// One kind of token of the call.
    package struct Line: Sendable, Hashable {
        package enum Kind: String, Sendable, CaseIterable {
            case input
            case cachedRead = "cached_read"
            case cacheWrite = "cache_write"
            case cacheWriteLong = "cache_write_long"
            case output
        }
        package var kind: Kind
        package var tokens: Int64
        /// Picodollars a token; `nil` is unknown.
        package var price: Int64?

        /// Rounded by itself: the sum of the lines may differ from the call's cost in the last digit.
        package var cost: Nanodollars? {
            guard let price else { return tokens == 0 ? Nanodollars(0) : nil }
            let (product, overflowed) = tokens.multipliedReportingOverflow(by: price)
            return overflowed ? nil : Nanodollars(product / 1000 + (product % 1000 >= 500 ? 1 : 0))
        }
    }
    package var event: UsageEvent
    package var names: RequestNames
    /// Empty where the tokens are not known.
    package var lines: [Line]
    /// Whether the model had a price at the call's moment.
    package var isPriced: Bool

    init(_ event: UsageEvent, price: ModelPrice?, names: RequestNames) {
        self.event = event
        self.names = names
        isPriced = price != nil
        let usage = event.usage
        let all: [Line] = [
            Line(kind: .input, tokens: usage.input, price: price?.input),
            Line(kind: .cachedRead, tokens: usage.cachedRead, price: price?.cachedRead),
            Line(kind: .cacheWrite, tokens: usage.cacheWrite, price: price?.cacheWrite),
            Line(kind: .cacheWriteLong, tokens: usage.cacheWriteLong, price: price?.cacheWriteLong),
            Line(kind: .output, tokens: usage.output, price: price?.output),
        ]
        lines =
            event.source == .unknown
            ? [] : all.filter { $0.tokens > 0 || $0.kind == .input || $0.kind == .output }
    }

    /// Why the cost is not known; `nil` where it is.
    package var costReason: String? {
        guard event.cost == nil else { return nil }
        if event.source == .unknown { return "The number of tokens is not known: the reply did not say it." }
        return isPriced
            ? "The price of one kind of token is not known." : "No price is known for this model at that moment."
    }

    /// What became of the call, and what can be done about it.
    package var words: String {
        switch event.outcome {
        case .completed: "The provider answered in full."
        case .callerGone: "The agent hung up before the end of the answer."
        case .upstreamFailed: "The provider could not be reached, or broke off in the middle of its answer."
        case .timedOut: "The provider did not answer in time."
        case .interrupted: "The server ended while the call was under way; what became of it is not known."
        case .providerError: refusal
        }
    }

    private var refusal: String {
        switch event.status {
        case 401, 403: "The provider refused the key. Test the provider; its key may have been revoked."
        case 404: "The provider does not know the model, or this key may not use it."
        case 429: "The provider’s own rate limit or quota is used up."
        case 400..<500: "The provider refused the request as it was sent."
        default: "The provider failed."
        }
    }
}
