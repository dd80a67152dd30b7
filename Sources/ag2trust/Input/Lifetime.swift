// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// How long something is to last: `12h`, `30d`.
struct Lifetime: ExpressibleByArgument {
    let seconds: Int64

    init?(argument: String) {
        guard let seconds = TimeSpan.seconds(argument) else { return nil }
        self.seconds = seconds
    }
}

/// A span of time as people type it.
enum TimeSpan {
    private static let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400]

    /// Reads a whole number of minutes, hours or days: `30m`, `24h`, `7d`; `nil` for other text.
    static func seconds(_ text: String) -> Int64? {
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (1...100_000).contains(count)
        else { return nil }
        return count * unit
    }
}
