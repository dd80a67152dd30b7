// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Reading the log: an organization's own rows only.
extension SQLAuditLog {
    /// How many rows lie at most between an intent and its outcome, for the two to be found together. Between them are
    /// only the rows of operations that ran at the same time.
    private static let reach: Int64 = 1000

    package func operations(
        _ query: AuditQuery, before sequence: Int64?, limit: Int
    ) async throws -> [AuditedOperation] {
        try await database.read { session in
            var (condition, parameters) = Self.condition(query)
            if let sequence {
                parameters.append(.integer(sequence))
                condition += " AND a.sequence < $\(parameters.count)"
            }
            parameters.append(.integer(Int64(max(0, limit))))
            // A row opens an operation where no row of the same one comes before it.
            let opening = try session.query(
                """
                SELECT * FROM audit a WHERE \(condition) AND (a.outcome = 'intended' OR NOT EXISTS (
                    SELECT 1 FROM audit b WHERE b.sequence < a.sequence AND b.sequence >= a.sequence - \(Self.reach)
                        AND b.operation = a.operation))
                ORDER BY a.sequence DESC LIMIT $\(parameters.count)
                """, parameters
            ).map(Self.record)
            return try opening.map { first in
                guard first.entry.outcome == .intended else { return AuditedOperation(first) }
                let later = try session.query(
                    """
                    SELECT * FROM audit WHERE sequence > $1 AND sequence <= $2 AND operation = $3
                    ORDER BY sequence LIMIT 1
                    """,
                    [
                        .integer(first.sequence), .integer(first.sequence + Self.reach),
                        .id(first.entry.operation),
                    ]
                ).map(Self.record)
                return AuditedOperation(first, completedBy: later)
            }
        }
    }

    package func records(_ query: AuditQuery, after sequence: Int64, limit: Int) async throws -> [AuditRecord] {
        try await database.read { session in
            var (condition, parameters) = Self.condition(query)
            parameters += [.integer(sequence), .integer(Int64(max(0, limit)))]
            return try session.query(
                """
                SELECT * FROM audit a WHERE \(condition) AND a.sequence > $\(parameters.count - 1)
                ORDER BY a.sequence LIMIT $\(parameters.count)
                """, parameters
            ).map(Self.record)
        }
    }

    private static func record(_ row: SQLRow) throws -> AuditRecord {
        AuditRecord(
            sequence: try row.integer("sequence"), entry: try AuditRow(row).entry(), hash: try row.blob("hash"))
    }

    private static func condition(_ query: AuditQuery) -> (sql: String, parameters: [SQLValue]) {
        var parameters: [SQLValue] = [.id(query.organization)]
        var conditions = ["a.organization_id = $1"]
        // A whole name, or everything of a kind: what comes before the separator.
        for (column, separator, value) in [
            ("actor", Character(":"), query.actor), ("action", ".", query.action), ("subject", ":", query.subject),
        ] {
            guard let value else { continue }
            if value.contains(separator) {
                parameters.append(.text(value))
                conditions.append("a.\(column) = $\(parameters.count)")
            } else {
                let start = value + String(separator)
                parameters.append(.text(start))
                conditions.append("substr(a.\(column), 1, \(start.unicodeScalars.count)) = $\(parameters.count)")
            }
        }
        if let from = query.from {
            parameters.append(.time(from))
            conditions.append("a.time >= $\(parameters.count)")
        }
        if let to = query.to {
            parameters.append(.time(to))
            conditions.append("a.time < $\(parameters.count)")
        }
        return (conditions.joined(separator: " AND "), parameters)
    }
}
