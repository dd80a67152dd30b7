// SPDX-License-Identifier: Apache-2.0

package import TrustCore

/// What is asked of many agents at once. What it does to providers is in a file of its own beside this one.
package struct SQLBulkOperationStore: BulkOperationStore {
    let database: any Database
    let changes: ChangeFeed

    package init(database: any Database, changes: ChangeFeed) {
        self.database = database
        self.changes = changes
    }

    package func operations(in organization: OrganizationID, limit: Int) async throws -> [BulkOperation] {
        try await database.read { session in
            try session.bulkOperations(
                where: "o.organization_id = $1", [.id(organization), .integer(Int64(limit))], limit: "$2")
        }
    }

    package func operation(_ id: BulkOperationID, in organization: OrganizationID) async throws -> BulkOperation? {
        try await database.read { session in
            try session.bulkOperations(
                where: "o.id = $1 AND o.organization_id = $2", [.id(id), .id(organization)], limit: "1"
            ).first
        }
    }

    package func insert(_ operation: BulkOperation, audit: AuditEntry) async throws {
        try await database.write { session in
            try session.insert(operation)
            try session.append(audit)
        }
    }

    package func reopen() async throws {
        try await database.write { session in
            _ = try session.execute("UPDATE bulk_operation_items SET status = 'waiting' WHERE status = 'running'")
        }
    }

    package func claim() async throws -> BulkWork? {
        try await database.write { session in
            let rows = try session.query(
                """
                SELECT i.operation_id, i.organization_id, i.agent_id, i.action, i.position, o.actor, o.role
                FROM bulk_operation_items i JOIN bulk_operations o ON o.id = i.operation_id
                WHERE i.status = 'waiting' ORDER BY i.position, i.operation_id LIMIT 1
                """)
            guard let row = rows.first else { return nil }
            let work = BulkWork(
                operation: try row.id("operation_id"), organization: try row.id("organization_id"),
                actor: try row.present(Actor(stored: try row.text("actor")), "actor"), role: try row.member("role"),
                agent: try row.id("agent_id"), action: try row.member("action"))
            try session.execute(
                "UPDATE bulk_operation_items SET status = 'running' WHERE operation_id = $1 AND position = $2",
                [.id(work.operation), .integer(try row.integer("position"))])
            return work
        }
    }

    package func settle(
        _ work: BulkWork, _ status: BulkOperation.Item.Status, code: ErrorCode?, error: String?, at moment: Timestamp
    ) async throws {
        try await database.write { session in
            try session.execute(
                """
                UPDATE bulk_operation_items SET status = $3, error_code = $4, error = $5
                WHERE operation_id = $1 AND agent_id = $2
                """,
                [
                    .id(work.operation), .id(work.agent), .member(status), .optionalText(code?.rawValue),
                    .optionalText(error),
                ])
            try session.finishIfDone(work.operation, at: moment)
        }
    }
}

extension SQLSession {
    /// Operations with their items, newest first; `condition` speaks of `o`.
    fileprivate func bulkOperations(
        where condition: String, _ parameters: [SQLValue], limit: String
    ) throws -> [BulkOperation] {
        let chosen = """
            SELECT o.id FROM bulk_operations o WHERE \(condition) ORDER BY o.created_at DESC, o.id DESC LIMIT \(limit)
            """
        var items: [BulkOperationID: [BulkOperation.Item]] = [:]
        let rows = try query(
            "SELECT * FROM bulk_operation_items WHERE operation_id IN (\(chosen)) ORDER BY operation_id, position",
            parameters)
        for row in rows {
            items[try row.id("operation_id"), default: []].append(
                BulkOperation.Item(
                    agent: try row.id("agent_id"), name: try row.text("name"), action: try row.member("action"),
                    status: try row.member("status"),
                    errorCode: try row.textIfPresent("error_code").map { ErrorCode(rawValue: $0) },
                    error: try row.textIfPresent("error")))
        }
        return try query(
            "SELECT * FROM bulk_operations WHERE id IN (\(chosen)) ORDER BY created_at DESC, id DESC", parameters
        ).map { row in
            let id: BulkOperationID = try row.id("id")
            return BulkOperation(
                id: id, organization: try row.id("organization_id"), kind: try row.member("kind"),
                actor: try row.present(Actor(stored: try row.text("actor")), "actor"), role: try row.member("role"),
                provider: try row.idIfPresent("provider_id"), target: try row.idIfPresent("target_id"),
                createdAt: try row.time("created_at"), finishedAt: try row.timeIfPresent("finished_at"),
                items: items[id] ?? [])
        }
    }

    /// Stores an operation; it is finished at once where nothing is left to do.
    func insert(_ operation: BulkOperation) throws {
        try execute(
            """
            INSERT INTO bulk_operations (id, organization_id, kind, actor, role, provider_id, target_id, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .id(operation.id), .id(operation.organization), .member(operation.kind),
                .text(operation.actor.description), .member(operation.role), .optionalID(operation.provider),
                .optionalID(operation.target), .time(operation.createdAt),
            ])
        for (position, item) in operation.items.enumerated() {
            try execute(
                """
                INSERT INTO bulk_operation_items (operation_id, organization_id, position, agent_id, name, action, status)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                [
                    .id(operation.id), .id(operation.organization), .integer(Int64(position)), .id(item.agent),
                    .text(item.name), .member(item.action), .member(item.status),
                ])
        }
        try finishIfDone(operation.id, at: operation.createdAt)
    }

    fileprivate func finishIfDone(_ id: BulkOperationID, at moment: Timestamp) throws {
        try execute(
            """
            UPDATE bulk_operations SET finished_at = CASE WHEN created_at > $2 THEN created_at ELSE $2 END
            WHERE id = $1 AND finished_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM bulk_operation_items WHERE operation_id = $1 AND status IN ('waiting', 'running'))
            """, [.id(id), .time(moment)])
    }
}
