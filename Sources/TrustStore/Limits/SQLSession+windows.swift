// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Stored fixed-window counters; what they decide is `FixedWindowCounter`'s.
extension SQLSession {
    func counter(of subject: String, window: Int64) throws -> FixedWindowCounter {
        let row = try query(
            "SELECT window_start, used FROM rate_windows WHERE subject = $1 AND window_seconds = $2",
            [.text(subject), .integer(window)]
        ).first
        guard let row else { return FixedWindowCounter() }
        return FixedWindowCounter(windowStart: try row.time("window_start"), used: try row.integer("used"))
    }

    func store(_ counter: FixedWindowCounter, of subject: String, window: Int64) throws {
        try execute(
            """
            INSERT INTO rate_windows (subject, window_seconds, window_start, used) VALUES ($1, $2, $3, $4)
            ON CONFLICT (subject, window_seconds) DO UPDATE SET window_start = $3, used = $4
            """, [.text(subject), .integer(window), .time(counter.windowStart), .integer(counter.used)])
    }
}
