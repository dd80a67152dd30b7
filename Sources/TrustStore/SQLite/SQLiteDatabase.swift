// SPDX-License-Identifier: Apache-2.0
import GRDB
import TrustCore

/// The embedded database: one SQLite file, one writer, several readers, write-ahead log.
///
/// A write that has returned is on disk (`synchronous=FULL`); deleted content is overwritten (`secure_delete`).
package final class SQLiteDatabase: Database {
    private let pool: DatabasePool

    /// Opens, or makes, the database at a path. The folder becomes 0700 and the files 0600.
    /// - Parameters:
    ///   - path: the file; its folder is made where it is missing.
    ///   - busyTimeout: seconds that a write waits for another process's write.
    /// - Throws: `StoreError.unavailable` where file or folder can't be used, or the engine does not take a setting
    ///   that a guarantee stands on.
    package init(path: String, busyTimeout: Double = 10) throws {
        try SQLiteFiles.prepare(path)
        var configuration = Configuration()
        configuration.label = "TrustStore"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout)
        configuration.prepareDatabase { connection in
            try connection.execute(sql: "PRAGMA trusted_schema = OFF")
            guard !connection.configuration.readonly else { return }
            // Only takes effect while the file is still empty; lets freed pages be given back after a deletion.
            try connection.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            try connection.execute(sql: "PRAGMA secure_delete = ON")
        }
        pool = try mappingEngineErrors { try DatabasePool(path: path, configuration: configuration) }
        try mappingEngineErrors {
            // DatabasePool sets NORMAL once it has turned the write-ahead log on, so that this must come after it.
            try pool.writeWithoutTransaction { connection in
                try connection.execute(sql: "PRAGMA synchronous = FULL")
            }
        }
        try verifySettings()
    }

    /// Opens the database at a path for reading alone, beside a server that may be running; makes and changes nothing.
    /// - Throws: `StoreError.unavailable` where there is none, or it can't be read.
    package init(readingAt path: String) throws {
        var configuration = Configuration()
        configuration.label = "TrustStore"
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
        pool = try mappingEngineErrors { try DatabasePool(path: path, configuration: configuration) }
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        do {
            return try await pool.read { connection in try body(SQLiteSession(connection: connection)) }
        } catch let error as DatabaseError {
            throw storeError(for: error)
        }
    }

    @discardableResult
    package func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        do {
            return try await pool.write { connection in try body(SQLiteSession(connection: connection)) }
        } catch let error as DatabaseError {
            throw storeError(for: error)
        }
    }

    /// Gives freed pages back and empties the write-ahead log, where the old bytes are still to be read.
    package func eraseRemains() async throws {
        do {
            try await pool.writeWithoutTransaction { connection in
                // The pragma frees one page a step, so that its rows have to be drained.
                _ = try Row.fetchAll(connection, sql: "PRAGMA incremental_vacuum")
                try connection.checkpoint(.truncate)
            }
        } catch let error as DatabaseError {
            throw storeError(for: error)
        }
    }

    /// Closes all connections; the database can't be used afterwards.
    /// - Throws: `StoreError.unavailable` while something still uses it.
    package func close() throws {
        try mappingEngineErrors { try pool.close() }
    }

    /// What the engine says its settings are, by pragma: of the writer, on which the guarantees stand.
    package func settings() throws -> [String: String] {
        try mappingEngineErrors {
            try pool.writeWithoutTransaction { connection in
                var settings: [String: String] = [:]
                for pragma in Self.required.keys {
                    settings[pragma] = try String.fetchOne(connection, sql: "PRAGMA \(pragma)")
                }
                return settings
            }
        }
    }

    /// `synchronous` 2 is FULL.
    private static let required = [
        "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1",
    ]

    private func verifySettings() throws {
        let settings = try settings()
        for (pragma, value) in Self.required where settings[pragma] != value {
            throw StoreError(.unavailable, cause: "SQLite's \(pragma) is \(settings[pragma] ?? "unknown")")
        }
    }
}
