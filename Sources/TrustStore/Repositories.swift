// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Every storage port over one database, wired so that they hear of each other's changes.
///
/// The database must have been migrated:
/// ```swift
/// let database = try SQLiteDatabase(path: "/var/lib/ag2trust/ag2trust.sqlite")
/// try await database.migrate()
/// let repositories = Repositories(database: database)
/// ```
package struct Repositories: Sendable {
    package let identity: SQLIdentityStore
    package let providers: SQLProviderStore
    package let wrappings: SQLWrappingStore
    package let agentTypes: SQLAgentTypeStore
    package let agents: SQLAgentStore
    package let messages: SQLMessageStore
    package let inbox: SQLAgentInbox
    package let webhooks: SQLWebhookStore
    package let requests: SQLRequestStore
    package let permits: SQLToolPermits
    package let limits: SQLLimitLedger
    package let usage: SQLUsageStore
    package let usageSink: SQLUsageSink
    package let prices: SQLPriceStore
    package let audit: SQLAuditLog
    package let operations: SQLBulkOperationStore
    package let snapshots: SQLSnapshotSource

    package init(database: any Database, clock: WallClock = WallClock()) {
        let changes = ChangeFeed()
        let signal = MessageSignal()
        identity = SQLIdentityStore(database: database, clock: clock)
        providers = SQLProviderStore(database: database, changes: changes)
        wrappings = SQLWrappingStore(database: database)
        agentTypes = SQLAgentTypeStore(database: database, changes: changes)
        agents = SQLAgentStore(database: database, changes: changes, signal: signal)
        messages = SQLMessageStore(database: database, signal: signal)
        inbox = SQLAgentInbox(database: database, signal: signal, clock: clock)
        webhooks = SQLWebhookStore(database: database)
        requests = SQLRequestStore(database: database)
        permits = SQLToolPermits(database: database)
        limits = SQLLimitLedger(database: database)
        usage = SQLUsageStore(database: database)
        usageSink = SQLUsageSink(database: database)
        prices = SQLPriceStore(database: database, changes: changes)
        audit = SQLAuditLog(database: database)
        operations = SQLBulkOperationStore(database: database, changes: changes)
        snapshots = SQLSnapshotSource(database: database, changes: changes, clock: clock)
    }
}
