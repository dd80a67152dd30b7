// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension SQLSession {
    /// Adds a row to the chain, in the transaction of the change it tells of.
    ///
    /// Counting the head up first locks its row on engines with several writers, so that the chain can't fork.
    func append(_ entry: AuditEntry) throws {
        try makeInstallation(at: entry.time)
        let head = try query(
            "UPDATE installation SET audit_sequence = audit_sequence + 1 RETURNING audit_sequence, audit_hash")
        guard let head = head.first else { throw StoreError(.unavailable, cause: "no installation") }
        let row = try AuditRow(entry, sequence: try head.integer("audit_sequence"))
        let previous = try head.blob("audit_hash")
        let hash = row.hash(after: previous)
        try execute(
            """
            INSERT INTO audit (sequence, operation, organization_id, actor, action, subject, outcome, details, time,
                previous_hash, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            [
                .integer(row.sequence), .text(row.operation), .optionalText(row.organization), .text(row.actor),
                .text(row.action), .text(row.subject), .text(row.outcome), .text(row.details), .integer(row.time),
                .blob(previous), .blob(hash),
            ])
        try execute("UPDATE installation SET audit_hash = $1", [.blob(hash)])
    }

    /// Makes the installation's row where there is none yet.
    func makeInstallation(at moment: Timestamp) throws {
        guard try query("SELECT 1 AS present FROM installation").isEmpty else { return }
        let id = ID<Installation>.make(at: moment)
        try execute(
            """
            INSERT INTO installation (singleton, id, created_at, audit_sequence, audit_hash)
            VALUES (1, $1, $2, 0, $3) ON CONFLICT DO NOTHING
            """,
            [.id(id), .time(moment), .blob(AuditRow.genesis(of: id))])
    }
}
