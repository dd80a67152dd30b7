// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Webhooks and what is sent to them.
package struct SQLWebhookStore: WebhookStore {
    private let database: any Database

    package init(database: any Database) { self.database = database }

    package func webhook(of organization: OrganizationID) async throws -> Webhook? {
        try await database.read { session in
            try session.query("SELECT * FROM webhooks WHERE organization_id = $1", [.id(organization)]).first
                .map { try Webhook($0) }
        }
    }

    package func put(_ webhook: Webhook, audit: AuditEntry) async throws {
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO webhooks (organization_id, url, secret_number, secret_record, secret_service,
                    secret_key_reference, secret_wrapped_key, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT (organization_id) DO UPDATE SET url = $2, secret_number = $3, secret_record = $4,
                    secret_service = $5, secret_key_reference = $6, secret_wrapped_key = $7, updated_at = $9
                """,
                [
                    .id(webhook.organization), .optionalText(webhook.url), .integer(webhook.secretNumber),
                    .blob(webhook.secret.record), .text(webhook.secret.wrapping.service),
                    .text(webhook.secret.wrapping.keyReference), .blob(webhook.secret.wrapping.wrappedKey),
                    .time(webhook.createdAt), .time(webhook.updatedAt),
                ])
            try session.append(audit)
        }
        try? await database.eraseRemains()
    }

    package func remove(of organization: OrganizationID, audit: AuditEntry) async throws -> Bool {
        let isRemoved = try await database.write { session in
            guard try session.execute("DELETE FROM webhooks WHERE organization_id = $1", [.id(organization)]) > 0
            else { return false }
            try session.append(audit)
            return true
        }
        if isRemoved { try? await database.eraseRemains() }
        return isRemoved
    }

    package func insert(_ delivery: WebhookDelivery) async throws {
        try await database.write { session in try session.insert(delivery) }
    }

    package func due(at moment: Timestamp, limit: Int) async throws -> [WebhookDelivery] {
        let all = try await database.read { session in
            try session.query(
                """
                SELECT d.* FROM webhook_deliveries d LEFT JOIN messages m ON m.id = d.message_id
                WHERE d.state = 'pending' AND d.next_attempt_at <= $1
                    AND (d.message_id IS NULL OR m.finished_at IS NOT NULL)
                    AND NOT EXISTS (
                        SELECT 1 FROM webhook_deliveries e LEFT JOIN messages n ON n.id = e.message_id
                        WHERE e.state = 'pending' AND e.organization_id = d.organization_id
                            AND (e.message_id IS NULL OR n.finished_at IS NOT NULL)
                            AND (e.next_attempt_at < d.next_attempt_at
                                OR (e.next_attempt_at = d.next_attempt_at AND e.id < d.id)))
                ORDER BY d.next_attempt_at, d.id LIMIT $2
                """, [.time(moment), .integer(Int64(limit))]
            ).map { try WebhookDelivery($0) }
        }
        return all
    }

    package func update(_ delivery: WebhookDelivery) async throws {
        try await database.write { session in
            try session.execute(
                """
                UPDATE webhook_deliveries SET state = $2, attempts = $3, next_attempt_at = $4, last_failure = $5,
                    last_status = $6, finished_at = $7
                WHERE id = $1
                """,
                [
                    .id(delivery.id), .member(delivery.state), .integer(delivery.attempts),
                    .time(delivery.nextAttemptAt), .optionalText(delivery.lastFailure?.rawValue),
                    .optionalInteger(delivery.lastStatus), .optionalTime(delivery.finishedAt),
                ])
        }
    }

    package func delivery(_ id: CallbackID, in organization: OrganizationID) async throws -> WebhookDelivery? {
        try await database.read { session in
            try session.query(
                "SELECT * FROM webhook_deliveries WHERE id = $1 AND organization_id = $2",
                [.id(id), .id(organization)]
            ).first.map { try WebhookDelivery($0) }
        }
    }

    package func deliveries(
        in organization: OrganizationID, before cursor: CallbackID?, limit: Int
    ) async throws -> [WebhookDelivery] {
        try await database.read { session in
            var place = SQLValue.integer(0)
            if let cursor {
                let row = try session.query(
                    "SELECT created_at FROM webhook_deliveries WHERE id = $1 AND organization_id = $2",
                    [.id(cursor), .id(organization)])
                guard let row = row.first else { throw StoreError(.notFound("cursor")) }
                place = try row.value("created_at")
            }
            return try session.query(
                """
                SELECT * FROM webhook_deliveries WHERE organization_id = $1
                    AND ($2 IS NULL OR created_at < $3 OR (created_at = $3 AND id < $2))
                ORDER BY created_at DESC, id DESC LIMIT $4
                """, [.id(organization), .optionalID(cursor), place, .integer(Int64(max(0, limit)))]
            ).map { try WebhookDelivery($0) }
        }
    }

    @discardableResult
    package func forget(endedBefore moment: Timestamp) async throws -> Int {
        try await database.write { session in
            try session.execute(
                "DELETE FROM webhook_deliveries WHERE finished_at IS NOT NULL AND finished_at < $1", [.time(moment)])
        }
    }
}
