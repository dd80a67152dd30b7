// SPDX-License-Identifier: Apache-2.0

/// Webhooks and what is sent to them.
package protocol WebhookStore: Sendable {
    func webhook(of organization: OrganizationID) async throws -> Webhook?
    /// Stores the organization's webhook, whether or not there was one.
    func put(_ webhook: Webhook, audit: AuditEntry) async throws
    /// - Returns: whether there was one.
    func remove(of organization: OrganizationID, audit: AuditEntry) async throws -> Bool

    /// Stores a delivery that belongs to no message: a test.
    func insert(_ delivery: WebhookDelivery) async throws
    /// Those whose next attempt is due, oldest first, at most one an organization. One whose message has no answer yet
    /// is not.
    func due(at moment: Timestamp, limit: Int) async throws -> [WebhookDelivery]
    /// Stores a delivery as it stands, by its id.
    func update(_ delivery: WebhookDelivery) async throws
    func delivery(_ id: CallbackID, in organization: OrganizationID) async throws -> WebhookDelivery?
    /// The latest, newest first.
    func deliveries(in organization: OrganizationID, before cursor: CallbackID?, limit: Int) async throws
        -> [WebhookDelivery]
    /// Forgets what ended before a moment. - Returns: how many.
    @discardableResult
    func forget(endedBefore moment: Timestamp) async throws -> Int
}
