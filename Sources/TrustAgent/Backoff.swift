// SPDX-License-Identifier: Apache-2.0

/// How long to wait after failures in a row: doubling from half a second to thirty, each time a random part of it, so
/// that many agents don't come back at the same moment.
package struct Backoff: Sendable {
    private var failures = 0
    package init() {}

    package mutating func succeed() { failures = 0 }

    /// The wait after one more failure. `randomness` is from 0 to 1.
    package mutating func fail(randomness: Double = .random(in: 0...1)) -> Duration {
        let ceiling = min(30, 0.5 * Double(1 << min(failures, 10)))
        failures += 1
        return .seconds(ceiling / 2 + ceiling / 2 * randomness)
    }
}
