// SPDX-License-Identifier: Apache-2.0
package import TrustCore

extension Database {
    /// Brings the schema up to date, in one transaction; does nothing where it is.
    /// - Throws: `SchemaError` where the database is newer than this program or is not its own; nothing is changed
    ///   then.
    package func migrate(_ migrations: [Migration] = Migration.all, clock: WallClock = WallClock()) async throws {
        try await write { session in
            try session.execute(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    number INTEGER NOT NULL PRIMARY KEY,
                    name TEXT NOT NULL,
                    applied_at INTEGER NOT NULL
                ) STRICT
                """)
            let applied = try session.query("SELECT number, name FROM schema_migrations ORDER BY number")
            let known = migrations.map(\.number).max() ?? 0
            var done: Set<Int64> = []
            for row in applied {
                let number = try row.integer("number")
                guard let migration = migrations.first(where: { $0.number == number }) else {
                    guard number > known else { throw SchemaError(.foreign(number: number)) }
                    let newest = try applied.last?.integer("number") ?? number
                    throw SchemaError(.newer(found: newest, known: known))
                }
                guard try row.text("name") == migration.name else { throw SchemaError(.foreign(number: number)) }
                done.insert(number)
            }
            for migration in migrations.sorted(by: { $0.number < $1.number }) where !done.contains(migration.number) {
                for statement in migration.statements { try session.execute(statement) }
                try session.execute(
                    "INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)",
                    [.integer(migration.number), .text(migration.name), .time(clock.now())])
            }
        }
    }
}
