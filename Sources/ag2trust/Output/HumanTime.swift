// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Times of the API as people say them.
enum HumanTime {
    /// `3 min ago`, `in 2 h`; the day where it is more than a month away; `nil` where there is no time.
    static func relative(_ text: String?, to now: Date = Date()) -> String? {
        guard let text else { return nil }
        guard let date = date(text) else { return text }
        let seconds = Int(now.timeIntervalSince(date).rounded())
        guard let distance = distance(abs(seconds)) else { return String(text.prefix(10)) }
        if distance.isEmpty { return "just now" }
        return seconds > 0 ? distance + " ago" : "in " + distance
    }

    /// Milliseconds as `812 ms` or `3.4 s`.
    static func duration(milliseconds: Double?) -> String? {
        guard let milliseconds, milliseconds.isFinite else { return nil }
        if milliseconds < 1000 { return "\(Int(milliseconds.rounded())) ms" }
        return String(format: "%.1f s", milliseconds / 1000)
    }

    private static func date(_ text: String) -> Date? {
        (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ?? (try? Date(text, strategy: .iso8601))
    }

    /// Empty for what is as good as now; `nil` for what is better said as a day.
    private static func distance(_ seconds: Int) -> String? {
        func rounded(_ unit: Int) -> Int { (seconds + unit / 2) / unit }
        if seconds < 5 { return "" }
        if seconds < 60 { return "\(seconds) s" }
        if rounded(60) < 60 { return "\(rounded(60)) min" }
        if rounded(3600) < 48 { return "\(rounded(3600)) h" }
        return rounded(86_400) <= 31 ? "\(rounded(86_400)) days" : nil
    }
}
