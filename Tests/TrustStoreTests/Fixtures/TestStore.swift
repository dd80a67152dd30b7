// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import TrustCore
import TrustStore

/// A wall clock that tests set.
final class TestClock: Sendable {
    private let moment = Mutex(Sample.moment)
    var now: Timestamp {
        get { moment.withLock { $0 } }
        set { moment.withLock { $0 = newValue } }
    }
    var wallClock: WallClock { WallClock { [self] in now } }
}

/// A migrated store on a real file, in a temporary folder of its own.
struct TestStore: Sendable {
    let folder: String
    let path: String
    let database: SQLiteDatabase
    let repositories: Repositories
    let clock: TestClock

    /// One number out of the database.
    func count(_ sql: String, _ parameters: [SQLValue] = []) async throws -> Int64 {
        try await database.read { session in
            try session.query(sql, parameters).first?.integer("n") ?? -1
        }
    }

    func execute(_ sql: String, _ parameters: [SQLValue] = []) async throws {
        try await database.write { session in try session.execute(sql, parameters) }
    }
}

/// Lends a folder that is gone afterwards.
func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
    let folder = NSTemporaryDirectory() + "trust-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
}

/// Lends a fresh store.
func withStore(_ body: (TestStore) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
        let path = folder + "/data/store.sqlite"
        let database = try SQLiteDatabase(path: path)
        try await database.migrate()
        let clock = TestClock()
        let store = TestStore(
            folder: folder, path: path, database: database,
            repositories: Repositories(database: database, clock: clock.wallClock), clock: clock)
        try await body(store)
        try database.close()
    }
}
