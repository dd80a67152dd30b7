// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Webhook {
    init(_ row: SQLRow) throws {
        self.init(
            organization: try row.id("organization_id"), url: try row.textIfPresent("url"),
            secretNumber: try row.integer("secret_number"),
            secret: SealedCredential(
                record: try row.blob("secret_record"),
                wrapping: KeyWrapping(
                    service: try row.text("secret_service"), keyReference: try row.text("secret_key_reference"),
                    wrappedKey: try row.blob("secret_wrapped_key"))),
            createdAt: try row.time("created_at"), updatedAt: try row.time("updated_at"))
    }
}

extension WebhookDelivery {
    init(_ row: SQLRow) throws {
        self.init(
            id: try row.id("id"), organization: try row.id("organization_id"),
            message: try row.idIfPresent("message_id"), url: try row.text("url"), state: try row.member("state"),
            attempts: try row.integer("attempts"), nextAttemptAt: try row.time("next_attempt_at"),
            lastFailure: try row.textIfPresent("last_failure").map { text in
                try row.present(Failure(rawValue: text), "last_failure")
            },
            lastStatus: try row.integerIfPresent("last_status"), createdAt: try row.time("created_at"),
            finishedAt: try row.timeIfPresent("finished_at"))
    }
}

extension SQLSession {
    func insert(_ delivery: WebhookDelivery) throws {
        try execute(
            """
            INSERT INTO webhook_deliveries (id, organization_id, message_id, url, state, attempts, next_attempt_at,
                last_failure, last_status, created_at, finished_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            [
                .id(delivery.id), .id(delivery.organization), .optionalID(delivery.message), .text(delivery.url),
                .member(delivery.state), .integer(delivery.attempts), .time(delivery.nextAttemptAt),
                .optionalText(delivery.lastFailure?.rawValue), .optionalInteger(delivery.lastStatus),
                .time(delivery.createdAt), .optionalTime(delivery.finishedAt),
            ])
    }
}
