// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustCore

/// The beginning of a period: a time, or how long ago.
struct Since: ExpressibleByArgument {
    /// RFC 3339, as the API takes it.
    let text: String

    /// Reads `30m`, `24h`, `7d`, a day such as `2026-11-22`, or a time such as `2026-11-22T12:00:00Z`, which the server
    /// reads.
    init?(argument: String) {
        guard argument.utf8.count <= 40 else { return nil }
        if argument.contains("T") {
            text = argument
            return
        }
        if argument.utf8.count == 10, argument.split(separator: "-").count == 3 {
            text = argument + "T00:00:00Z"
            return
        }
        guard let seconds = TimeSpan.seconds(argument) else { return nil }
        text = Timestamp.now().adding(seconds: -seconds).rfc3339
    }
}
