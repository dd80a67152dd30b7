// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// A number as people read it, with the exact one on hover.
struct Figure: Equatable {
    var text: String
    var unit: String?
    /// The exact figure, or the reason why it is not known.
    var title: String?

    init(_ text: String, unit: String? = nil, title: String? = nil) {
        self.text = text
        self.unit = unit
        self.title = title
    }

    /// Not known, and why; never 0.
    static func unknown(_ reason: String) -> Figure { Figure("–", title: reason) }

    /// A count with thousands separated.
    static func count(_ value: Int64) -> Figure { Figure(grouped(value)) }

    /// Tokens as `12.4 k`, with the exact figure on hover.
    static func tokens(_ value: Int64) -> Figure {
        switch value {
        case ..<1000: Figure(grouped(value))
        case ..<999_950: Figure(decimal(value, per: 1000, digits: 1) + " k", title: grouped(value) + " tokens")
        default: Figure(decimal(value, per: 1_000_000, digits: 2) + " M", title: grouped(value) + " tokens")
        }
    }

    /// A length of time given in microseconds: `840 ms`, `2.4 s`, `1 min 5 s`.
    static func duration(microseconds value: Int64) -> Figure {
        let title = decimal(value, per: 1000, digits: 1) + " ms"
        switch value {
        case ..<999_500: return Figure(String((value + 500) / 1000), unit: "ms", title: title)
        case ..<59_950_000: return Figure(decimal(value, per: 1_000_000, digits: 1), unit: "s", title: title)
        default:
            let seconds = (value + 500_000) / 1_000_000
            return Figure("\(grouped(seconds / 60)) min \(seconds % 60) s", title: title)
        }
    }

    /// Money with as many digits as mean something; the exact sum on hover.
    static func money(_ value: Nanodollars) -> Figure {
        Figure("$" + moneyDigits(value), title: "$" + value.decimal)
    }

    /// The cost of several calls, some of which may have no known price.
    static func cost(of statistics: AgentStatistics) -> Figure {
        let unknown = statistics.callsOfUnknownCost
        if unknown == 0 { return money(statistics.cost) }
        if unknown >= statistics.calls { return .unknown("No price or no token count is known for these calls.") }
        let calls = "\(grouped(unknown)) of \(grouped(statistics.calls)) calls"
        return Figure(
            "≥ $" + moneyDigits(statistics.cost),
            title: "At least $\(statistics.cost.decimal): the cost of \(calls) is not known.")
    }

    /// `12431` as `12,431`.
    static func grouped(_ value: Int64) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return value < 0 ? "-" + text : text
    }

    /// A fraction rounded half up, without a trailing `.0`.
    private static func decimal(_ value: Int64, per unit: Int64, digits: Int) -> String {
        let scale: Int64 = digits == 1 ? 10 : 100
        let step = unit / scale
        let scaled = (value + step / 2) / step
        var fraction = String(scaled % scale)
        fraction = String(repeating: "0", count: digits - fraction.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        return grouped(scaled / scale) + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// Cents from a dollar on; below, two digits that count.
    private static func moneyDigits(_ value: Nanodollars) -> String {
        let magnitude = Int64(value.value.magnitude)
        let sign = value.value < 0 ? "-" : ""
        func text(step: Int64, places: Int) -> String {
            let rounded = (magnitude + step / 2) / step * step
            var fraction = String(rounded % 1_000_000_000)
            fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
            return sign + grouped(rounded / 1_000_000_000) + "." + fraction.prefix(places)
        }
        if magnitude == 0 || magnitude >= 995_000_000 { return text(step: 10_000_000, places: 2) }
        var places = 2
        var step: Int64 = 10_000_000
        while places < 9, magnitude < step * 10 {
            places += 1
            step /= 10
        }
        return text(step: step, places: places)
    }
}
