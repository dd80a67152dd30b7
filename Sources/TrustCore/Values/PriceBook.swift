// SPDX-License-Identifier: Apache-2.0

/// The prices in force at one moment, by model name.
package struct PriceBook: Sendable {
    private let prices: [String: ModelPrice]

    package init(_ prices: [String: ModelPrice] = [:]) { self.prices = prices }

    /// The price of a model as a reply names it. Providers answer with dated snapshots (`gpt-4o-2024-08-06`,
    /// `claude-haiku-4-5-20251001`), which cost what their name without the date costs unless listed by themselves.
    package func price(of model: String) -> ModelPrice? {
        prices[model] ?? Self.undated(model).flatMap { prices[$0] }
    }

    /// The name without its date: `-YYYY-MM-DD` or `-YYYYMMDD` at the end; `nil` where there is none.
    package static func undated(_ model: String) -> String? {
        for length in [11, 9] {
            let suffix = model.suffix(length)
            guard suffix.count == length, suffix.first == "-", model.count > length else { continue }
            let date = suffix.dropFirst()
            let digits = date.filter(\.isNumber)
            let dashes = date.enumerated().filter { $0.element == "-" }.map(\.offset)
            if digits.count == 8, dashes == (length == 11 ? [4, 7] : []) { return String(model.dropLast(length)) }
        }
        return nil
    }
}
