// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// The audit chain: rows are added, never changed or removed. An organization's id is kept without a foreign key,
    /// since the row outlives it.
    static let audit = Migration(
        number: 6, name: "audit",
        statements: [
            """
            CREATE TABLE audit (
                sequence INTEGER NOT NULL PRIMARY KEY CHECK (sequence >= 1),
                operation TEXT NOT NULL CHECK (length(operation) = 36),
                organization_id TEXT CHECK (length(organization_id) = 36),
                actor TEXT NOT NULL CHECK (actor <> ''),
                action TEXT NOT NULL CHECK (action <> ''),
                subject TEXT NOT NULL CHECK (subject <> ''),
                outcome TEXT NOT NULL CHECK (outcome IN ('intended', 'succeeded', 'failed', 'refused')),
                details TEXT NOT NULL,
                time INTEGER NOT NULL,
                previous_hash BLOB NOT NULL UNIQUE CHECK (length(previous_hash) = 32),
                hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)
            ) STRICT
            """,
            "CREATE INDEX audit_by_organization ON audit (organization_id, sequence)",
            """
            CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END
            """,
            """
            CREATE TRIGGER audit_is_never_removed BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'audit rows are never removed'); END
            """,
        ])
}
