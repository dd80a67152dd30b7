// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import GRDBSQLite
import TrustCore

/// Binds values straight through SQLite's own interface. The library's way boxes each value twice, which was half of
/// what it cost to write a call's usage away.
extension SQLValue {
    /// - Parameters:
    ///   - statement: what takes it.
    ///   - index: the parameter's number; the first is 1.
    /// - Throws: `ConstraintViolation` for text that a database can't hold, `DatabaseError` where the engine refuses.
    func bind(to statement: Statement, at index: CInt) throws {
        let handle = statement.sqliteStatement
        let code =
            switch self {
            case .null: sqlite3_bind_null(handle, index)
            case .integer(let integer): sqlite3_bind_int64(handle, index, integer)
            case .real(let real): sqlite3_bind_double(handle, index, real)
            case .uuid(let uuid):
                withUnsafeTemporaryAllocation(byteCount: UUIDText.length, alignment: 1) { text in
                    _ = UUIDText.write(uuid, to: text)
                    return Self.bind(text: UnsafeRawBufferPointer(text), to: handle, at: index)
                }
            case .text(var text):
                try text.withUTF8 { bytes in
                    // Text ends at a NUL for the engine, and PostgreSQL has no NUL in text at all: refused, never cut.
                    if bytes.contains(0) { throw ConstraintViolation(.dataType, cause: "text with a NUL") }
                    return Self.bind(text: UnsafeRawBufferPointer(bytes), to: handle, at: index)
                }
            case .blob(let bytes):
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(handle, index, 0)
                    : bytes.withUnsafeBytes {
                        sqlite3_bind_blob(handle, index, $0.baseAddress, CInt($0.count), Self.copied)
                    }
            }
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    private static func bind(text: UnsafeRawBufferPointer, to handle: OpaquePointer, at index: CInt) -> CInt {
        // A null pointer would bind NULL instead of an empty text.
        guard let start = text.baseAddress, !text.isEmpty else { return sqlite3_bind_text(handle, index, "", 0, nil) }
        return sqlite3_bind_text(
            handle, index, start.assumingMemoryBound(to: CChar.self), CInt(text.count), Self.copied)
    }

    /// `SQLITE_TRANSIENT`: the engine makes a copy before the binding returns.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
