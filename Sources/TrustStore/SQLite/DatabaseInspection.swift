// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What a look at a database from outside tells, without changing it.
package struct DatabaseInspection: Sendable {
    /// How far the schema is, against what this program knows.
    package enum Schema: Sendable, Hashable {
        /// Nothing has been made yet.
        case empty
        case current
        /// The next start makes this many steps.
        case behind(steps: Int)
        /// This program can't work with it.
        case unusable(SchemaError)
    }
    package let schema: Schema
    /// What the engine's own check found; empty where all is well.
    package let damages: [String]
    /// `nil` before the first start.
    package let installation: Installation?
    /// When the last row of the audit log was written.
    package let lastAudit: Timestamp?

    /// Looks at the database at a path; a server may be running meanwhile.
    /// - Throws: `StoreError.unavailable` where it can't be opened.
    package static func make(of path: String) async throws -> DatabaseInspection {
        let database = try SQLiteDatabase(readingAt: path)
        do {
            let found = try await database.read { try inspect($0) }
            try? database.close()
            return found
        } catch {
            try? database.close()
            throw error
        }
    }

    private static func inspect(_ session: any SQLSession) throws -> DatabaseInspection {
        let damages = try session.query("PRAGMA quick_check(5)").compactMap { try? $0.text("quick_check") }
            .filter { $0 != "ok" }
        let schema = try schema(session)
        guard schema != .empty else {
            return DatabaseInspection(schema: schema, damages: damages, installation: nil, lastAudit: nil)
        }
        let hasInstallation = try hasTable("installation", session)
        let hasAudit = try hasTable("audit", session)
        return DatabaseInspection(
            schema: schema, damages: damages, installation: hasInstallation ? try session.installation() : nil,
            lastAudit: hasAudit
                ? try session.query("SELECT time FROM audit ORDER BY sequence DESC LIMIT 1").first?.time("time") : nil)
    }

    private static func schema(_ session: any SQLSession) throws -> Schema {
        guard try hasTable("schema_migrations", session) else { return .empty }
        let applied = try session.query("SELECT number, name FROM schema_migrations ORDER BY number")
        for row in applied {
            let number = try row.integer("number")
            guard let known = Migration.all.first(where: { $0.number == number }) else {
                let newest = try applied.last?.integer("number") ?? number
                return .unusable(SchemaError(.newer(found: newest, known: Int64(Migration.all.count))))
            }
            guard try row.text("name") == known.name else { return .unusable(SchemaError(.foreign(number: number))) }
        }
        let missing = Migration.all.count - applied.count
        return missing == 0 ? .current : .behind(steps: missing)
    }

    private static func hasTable(_ name: String, _ session: any SQLSession) throws -> Bool {
        try !session.query("SELECT 1 AS present FROM sqlite_master WHERE type = 'table' AND name = $1", [.text(name)])
            .isEmpty
    }
}
