// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// An operation of the audit log: what was intended, and what became of it.
package struct AuditOperationResponse: Codable, Sendable, Hashable {
    /// Its place in the log; the cursor of what follows.
    package var sequence: Int64
    package var operationID: ID<AuditEntry>
    /// RFC 3339.
    package var startedAt: String
    /// RFC 3339; absent where no outcome is known.
    package var endedAt: String?
    /// `user:<id>`, `api_key:<id>`, `agent:<id>`, `system:<name>`.
    package var actor: String
    /// What the actor is called, where it still exists.
    package var actorName: String?
    package var action: String
    /// `provider:<id>`, …
    package var subject: String
    package var subjectName: String?
    /// `intended` where no outcome is known.
    package var outcome: AuditEntry.Outcome
    package var details: [String: String]

    package init(_ operation: AuditedOperation, names: [String: String]) {
        sequence = operation.sequence
        operationID = operation.id
        startedAt = operation.startedAt.rfc3339
        endedAt = operation.endedAt?.rfc3339
        actor = operation.actor.description
        actorName = names[operation.actor.description]
        action = operation.action
        subject = operation.subject
        subjectName = names[operation.subject]
        outcome = operation.outcome
        details = operation.details
    }

    package enum CodingKeys: String, CodingKey {
        case sequence, actor, action, subject, outcome, details
        case operationID = "operation_id"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case actorName = "actor_name"
        case subjectName = "subject_name"
    }
}

/// One row of an export, as the chain holds it.
package struct AuditRecordResponse: Codable, Sendable, Hashable {
    package var sequence: Int64
    package var operationID: ID<AuditEntry>
    /// RFC 3339.
    package var time: String
    package var actor: String
    package var action: String
    package var subject: String
    package var outcome: AuditEntry.Outcome
    package var details: [String: String]
    /// SHA-256 over the row before and this one, in hexadecimal.
    package var hash: String

    package init(_ record: AuditRecord) {
        sequence = record.sequence
        operationID = record.entry.operation
        time = record.entry.time.rfc3339
        actor = record.entry.actor.description
        action = record.entry.action
        subject = record.entry.subject
        outcome = record.entry.outcome
        details = record.entry.details
        hash = record.hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    package enum CodingKeys: String, CodingKey {
        case sequence, time, actor, action, subject, outcome, details, hash
        case operationID = "operation_id"
    }
}
