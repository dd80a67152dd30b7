// SPDX-License-Identifier: Apache-2.0

/// The one way to the data: transactions over some SQL engine. The repositories are written against it once.
///
/// Errors of the engine arrive as `StoreError` (`unavailable`, or `nameTaken` for a unique value) or as
/// `ConstraintViolation`; what a body throws arrives as it is, and the transaction is rolled back.
package protocol Database: Sendable {
    /// Runs `body` on one consistent state of the data; it can't change anything.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T

    /// Runs `body` in a transaction that is committed, and on disk, when this returns. A task that is cancelled before
    /// the commit gets `CancellationError`, and nothing has changed.
    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T

    /// Makes what was deleted unreadable in the engine's files too, as far as it can while others read.
    func eraseRemains() async throws
}

/// A transaction, from inside. Valid only while the body that it was handed to runs.
package protocol SQLSession {
    /// Runs one statement and gives its rows. Placeholders are `$1`, `$2`, …, each of which may occur several times.
    func query(_ sql: String, _ parameters: [SQLValue]) throws -> [SQLRow]

    /// Runs one statement. - Returns: how many rows it inserted, changed or deleted.
    @discardableResult
    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int

    /// Runs one statement with each of many rows of values, of which every one has as many as the statement takes; found
    /// and prepared once.
    func execute(_ sql: String, rows: some Sequence<[SQLValue]>) throws
}

extension SQLSession {
    /// A statement without parameters.
    package func query(_ sql: String) throws -> [SQLRow] { try query(sql, []) }

    /// A statement without parameters.
    @discardableResult
    package func execute(_ sql: String) throws -> Int { try execute(sql, []) }
}
