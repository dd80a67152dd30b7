// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

/// Times in requests.
enum TimeText {
    /// A time of RFC 3339, and nothing before or behind it; `nil` for anything else.
    static func read(_ text: String) -> Timestamp? {
        // The parser itself takes years of five digits, the second 60, and whatever follows.
        let shape = /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9](\.[0-9]{1,9})?(Z|[+\-][0-9]{2}:[0-9]{2})/
        guard let match = text.wholeMatch(of: shape) else { return nil }
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: match.output.1 != nil)
        return (try? style.parse(text)).map { Timestamp($0) }
    }
}
