// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

struct MigrationTests {
    @Test func numbersRise() {
        #expect(Migration.all.map(\.number) == Set(Migration.all.map(\.number)).sorted())
        #expect(Set(Migration.all.map(\.name)).count == Migration.all.count)
    }

    @Test func migratingTwiceChangesNothing() async throws {
        try await withStore { store in
            let before = try await store.count("SELECT COUNT(*) AS n FROM sqlite_master")
            try await store.database.migrate()
            #expect(try await store.count("SELECT COUNT(*) AS n FROM sqlite_master") == before)
            let recorded = try await store.count("SELECT COUNT(*) AS n FROM schema_migrations")
            #expect(recorded == Int64(Migration.all.count))
        }
    }

    @Test func laterMigrationsAreAddedToWhatIsThere() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase(path: folder + "/store.sqlite")
            try await database.migrate(Array(Migration.all.prefix(2)))
            try await database.migrate()
            let row = try await database.read { try $0.query("SELECT MAX(number) AS n FROM schema_migrations").first }
            #expect(try row?.integer("n") == Migration.all.last?.number)
            try database.close()
        }
    }

    @Test func aNewerSchemaIsRefused() async throws {
        try await withStore { store in
            let next = (Migration.all.last?.number ?? 0) + 1
            try await store.execute("INSERT INTO schema_migrations VALUES ($1, 'later', 1)", [.integer(next)])
            do {
                try await store.database.migrate()
                Issue.record("a newer schema was taken")
            } catch let error as SchemaError {
                #expect(error.kind == .newer(found: next, known: next - 1))
            }
        }
    }

    @Test func aStepThatCameLaterIsMadeUpFor() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase(path: folder + "/store.sqlite")
            let (early, late) = (
                Migration(number: 8001, name: "early", statements: ["CREATE TABLE early (x INTEGER) STRICT"]),
                Migration(number: 8002, name: "late", statements: ["CREATE TABLE late (x INTEGER) STRICT"])
            )
            try await database.migrate([late])
            try await database.migrate([early, late])
            let rows = try await database.read { session in
                try session.query("SELECT number FROM schema_migrations ORDER BY number").map {
                    try $0.integer("number")
                }
            }
            #expect(rows == [8001, 8002])
            try database.close()
        }
    }

    @Test func aSchemaOfAnotherProgramIsRefused() async throws {
        try await withStore { store in
            try await store.execute("UPDATE schema_migrations SET name = 'other' WHERE number = 2")
            await #expect(throws: SchemaError(.foreign(number: 2))) { try await store.database.migrate() }
        }
    }

    @Test func aFailedMigrationLeavesNothingBehind() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase(path: folder + "/store.sqlite")
            let broken = Migration(
                number: 9999, name: "broken", statements: ["CREATE TABLE x (y INTEGER)", "NONSENSE"])
            await #expect(throws: StoreError(.unavailable)) { try await database.migrate(Migration.all + [broken]) }
            let rows = try await database.read { try $0.query("SELECT name FROM sqlite_master") }
            #expect(rows.isEmpty)
            try database.close()
        }
    }

    @Test func everyTableIsStrict() async throws {
        try await withStore { store in
            let loose = try await store.database.read { session in
                try session.query(
                    """
                    SELECT name FROM pragma_table_list
                    WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'
                    """
                ).map { try $0.text("name") }
            }
            #expect(loose == [])
        }
    }
}
