// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustCore

/// The beginning of a period: a time, or how long ago.
struct Since: ExpressibleByArgument {
    /// RFC 3339, as the API takes it.
    let text: String

    /// Reads `30m`, `24h`, `7d`, or a time such as `2026-11-22T12:00:00Z`, which the server reads.
    init?(argument: String) {
        guard argument.utf8.count <= 40 else { return nil }
        if argument.contains("T") {
            text = argument
            return
        }
        let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = Int64(argument.dropLast()),
            (1...100_000).contains(count)
        else { return nil }
        text = Timestamp.now().adding(seconds: -count * unit).rfc3339
    }
}
