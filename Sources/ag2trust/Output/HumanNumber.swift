// SPDX-License-Identifier: Apache-2.0
import TrustAPI

/// Numbers as people read them.
enum HumanNumber {
    /// `1,234,567`.
    static func grouped(_ value: Int64) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `0.0123 USD`; a lower bound, and why, where some of it is not known; `nil` where nothing is.
    static func money(_ money: MoneyResponse) -> String? {
        guard let amount = money.amount else { return nil }
        guard money.unknownCalls > 0 else { return "\(amount) \(money.currency)" }
        let calls = money.unknownCalls == 1 ? "1 call" : "\(grouped(money.unknownCalls)) calls"
        return "at least \(amount) \(money.currency) (the cost of \(calls) is not known)"
    }
}
