// SPDX-License-Identifier: Apache-2.0

/// A sum of money in thousand-millionths of a US dollar; 64 bits hold 9.2 thousand million dollars.
package struct Nanodollars: Hashable, Sendable, Comparable, Codable {
    package var value: Int64
    package init(_ value: Int64) { self.value = value }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
    package static func + (left: Self, right: Self) -> Self { Self(left.value + right.value) }

    /// The decimal string of the JSON API, without trailing zeroes beyond the cents: `0.00`, `0.000135`, `12.50`.
    package var decimal: String {
        let magnitude = value.magnitude
        var fraction = String(magnitude % 1_000_000_000)
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.count > 2, fraction.last == "0" { fraction.removeLast() }
        return "\(value < 0 ? "-" : "")\(magnitude / 1_000_000_000).\(fraction)"
    }
}

/// What one model's tokens cost, in picodollars (10⁻¹² USD) a token. `nil` is *unknown*, never free.
package struct ModelPrice: Hashable, Sendable, Codable {
    package var input: Int64
    package var cachedRead: Int64?
    package var cacheWrite: Int64?
    package var cacheWriteLong: Int64?
    package var output: Int64

    package init(
        input: Int64, output: Int64, cachedRead: Int64? = nil, cacheWrite: Int64? = nil, cacheWriteLong: Int64? = nil
    ) {
        self.input = input
        self.output = output
        self.cachedRead = cachedRead
        self.cacheWrite = cacheWrite
        self.cacheWriteLong = cacheWriteLong
    }

    /// The cost of one call, rounded once to nanodollars; `nil` where a kind of token that occurs has no known price.
    package func cost(of usage: TokenUsage) -> Nanodollars? {
        var total: Int64 = 0
        let parts: [(Int64, Int64?)] = [
            (usage.input, input), (usage.cachedRead, cachedRead), (usage.cacheWrite, cacheWrite),
            (usage.cacheWriteLong, cacheWriteLong), (usage.output, output),
        ]
        for (tokens, price) in parts where tokens > 0 {
            guard let price else { return nil }
            let (product, overflowed) = tokens.multipliedReportingOverflow(by: price)
            let (sum, sumOverflowed) = total.addingReportingOverflow(product)
            if overflowed || sumOverflowed { return nil }
            total = sum
        }
        return Nanodollars((total / 1000) + (total % 1000 >= 500 ? 1 : 0))
    }
}
