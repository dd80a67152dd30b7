// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Where settled calls go. A spool that is replayed after a crash counts nothing twice.
package struct SQLUsageSink: UsageSink {
    private let database: any Database

    package init(database: any Database) { self.database = database }

    package func record(_ events: [UsageEvent]) async throws {
        guard !events.isEmpty else { return }
        try await database.write { session in
            for event in events { try session.execute(UsageEvent.insert, event.values) }
        }
    }
}
