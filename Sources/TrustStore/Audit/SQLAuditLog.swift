// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The audit chain. Every row is bound to the one before it, and the head is kept beside, so that a changed, removed,
/// inserted or cut-off row is found.
package struct SQLAuditLog: AuditLog {
    let database: any Database

    package init(database: any Database) { self.database = database }

    package func append(_ entries: [AuditEntry]) async throws {
        try await database.write { session in
            for entry in entries { try session.append(entry) }
        }
    }

    package func verify() async throws -> AuditVerification { try await walk().result }

    /// Walks the whole chain, and tells its head too: from outside, nothing but a head that was written down elsewhere
    /// shows that the whole database was exchanged.
    package func walk() async throws -> (result: AuditVerification, head: AuditHead) {
        try await database.read { session in
            let installation = try session.query("SELECT id, audit_sequence, audit_hash FROM installation").first
            guard let installation else {
                let isEmpty = try session.query("SELECT 1 AS present FROM audit LIMIT 1").isEmpty
                return (isEmpty ? .intact(rows: 0) : .broken(sequence: 1), AuditHead(sequence: 0, hash: []))
            }
            let head = AuditHead(
                sequence: try installation.integer("audit_sequence"), hash: try installation.blob("audit_hash"))
            return (try Self.walk(session, from: try installation.id("id"), to: head), head)
        }
    }

    private static func walk(
        _ session: any SQLSession, from installation: ID<Installation>, to head: AuditHead
    ) throws -> AuditVerification {
        var previous = AuditRow.genesis(of: installation)
        var last: Int64 = 0
        while true {
            let page = try session.query(
                "SELECT * FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT 1000", [.integer(last)])
            for row in page {
                let stored = try AuditRow(row)
                let hash = try row.blob("hash")
                guard stored.sequence == last + 1, try row.blob("previous_hash") == previous,
                    stored.hash(after: previous) == hash
                else { return .broken(sequence: last + 1) }
                previous = hash
                last += 1
            }
            if page.isEmpty { break }
        }
        if head.sequence != last { return .broken(sequence: min(head.sequence, last) + 1) }
        return head.hash == previous ? .intact(rows: last) : .broken(sequence: last)
    }

    package func entries(in organization: OrganizationID, limit: Int) async throws -> [AuditEntry] {
        try await database.read { session in
            try session.query(
                "SELECT * FROM audit WHERE organization_id = $1 ORDER BY sequence DESC LIMIT $2",
                [.id(organization), .integer(Int64(max(0, limit)))]
            ).map { try AuditRow($0).entry() }
        }
    }
}
