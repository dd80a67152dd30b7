// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Fixed-window counters that survive a restart.
package struct SQLLimitLedger: LimitLedger {
    let database: any Database

    package init(database: any Database) { self.database = database }

    package func take(_ limit: RateLimit, subject: String, at moment: Timestamp) async throws -> LimitDecision {
        try await database.write { session in
            var counter = try session.counter(of: subject, window: limit.window)
            let decision = counter.take(of: limit, at: moment)
            if decision.allowed { try session.store(counter, of: subject, window: limit.window) }
            return decision
        }
    }
}
