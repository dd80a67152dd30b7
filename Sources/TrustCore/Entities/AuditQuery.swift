// SPDX-License-Identifier: Apache-2.0

/// Which part of an organization's audit log is meant.
package struct AuditQuery: Sendable, Hashable {
    package var organization: OrganizationID
    /// `user:<id>`, or a kind of actor alone: `user`, `api_key`, `agent`, `system`.
    package var actor: String?
    /// `provider.create`, or what comes before the dot alone: `provider`.
    package var action: String?
    /// `provider:<id>`, or a kind of subject alone: `provider`.
    package var subject: String?
    /// Included.
    package var from: Timestamp?
    /// Not included.
    package var to: Timestamp?

    package init(
        organization: OrganizationID, actor: String? = nil, action: String? = nil, subject: String? = nil,
        from: Timestamp? = nil, to: Timestamp? = nil
    ) {
        self.organization = organization
        self.actor = actor
        self.action = action
        self.subject = subject
        self.from = from
        self.to = to
    }
}

/// One row of the chain with its place and its hash.
package struct AuditRecord: Sendable, Hashable {
    package var sequence: Int64
    package var entry: AuditEntry
    /// SHA-256 over the previous row's hash and this row.
    package var hash: [UInt8]

    package init(sequence: Int64, entry: AuditEntry, hash: [UInt8]) {
        self.sequence = sequence
        self.entry = entry
        self.hash = hash
    }
}

/// An operation as one thing: what was intended, and what became of it.
package struct AuditedOperation: Sendable, Hashable {
    /// Of its first row.
    package var sequence: Int64
    package var id: ID<AuditEntry>
    package var actor: Actor
    package var action: String
    package var subject: String
    /// `intended` where no outcome is known: it goes on, or the program was ended in the middle.
    package var outcome: AuditEntry.Outcome
    /// The facts of all its rows; the later ones win.
    package var details: [String: String]
    package var startedAt: Timestamp
    /// `nil` where no outcome is known.
    package var endedAt: Timestamp?

    /// The operation that a first row opens, and that its later ones complete.
    package init(_ first: AuditRecord, completedBy later: [AuditRecord] = []) {
        sequence = first.sequence
        id = first.entry.operation
        actor = first.entry.actor
        action = first.entry.action
        subject = first.entry.subject
        outcome = first.entry.outcome
        details = first.entry.details
        startedAt = first.entry.time
        endedAt = first.entry.outcome == .intended ? nil : first.entry.time
        for record in later {
            outcome = record.entry.outcome
            details.merge(record.entry.details) { _, new in new }
            endedAt = record.entry.time
        }
    }
}

/// The end of the chain: what a later state is compared with.
package struct AuditHead: Sendable, Hashable {
    /// 0 where nothing has been written yet.
    package var sequence: Int64
    package var hash: [UInt8]

    package init(sequence: Int64, hash: [UInt8]) {
        self.sequence = sequence
        self.hash = hash
    }
}
