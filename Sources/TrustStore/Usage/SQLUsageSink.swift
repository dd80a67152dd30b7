// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Where settled calls go. A spool that is replayed after a crash counts nothing twice.
package struct SQLUsageSink: UsageSink {
    private let database: any Database

    package init(database: any Database) { self.database = database }

    package func record(_ events: [UsageEvent]) async throws {
        guard !events.isEmpty else { return }
        do {
            try await write(events)
        } catch is ConstraintViolation where events.count > 1 {
            // One event that the schema refuses must not hold the others back for ever.
            for event in events { try await record([event]) }
        } catch is ConstraintViolation {
            try await write(events.map(\.withoutReport))
        }
    }

    private func write(_ events: [UsageEvent]) async throws {
        try await database.write { session in
            try session.execute(UsageEvent.insert, rows: events.lazy.map(\.values))
        }
    }
}

extension UsageEvent {
    /// The call as it was let through, without what the provider said of it: known to have been, cost unknown.
    fileprivate var withoutReport: UsageEvent {
        var event = self
        event.returnedModel = nil
        event.usage = TokenUsage()
        event.source = .unknown
        event.cost = nil
        event.duration = max(0, event.duration)
        event.timeToFirstByte = nil
        return event
    }
}
