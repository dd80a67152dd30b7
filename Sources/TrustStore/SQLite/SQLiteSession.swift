// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import GRDBSQLite

/// A transaction on one SQLite connection.
struct SQLiteSession: SQLSession {
    let connection: GRDB.Database

    func query(_ sql: String, _ parameters: [SQLValue]) throws -> [SQLRow] {
        try mappingEngineErrors {
            let statement = try prepared(sql)
            try bind(parameters, to: statement)
            let names = statement.columnNames
            let columns = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
            let cursor = try Row.fetchCursor(statement)
            var rows: [SQLRow] = []
            while let row = try cursor.next() {
                rows.append(SQLRow(columns: columns, values: names.indices.map { Self.value(row[$0]) }))
            }
            return rows
        }
    }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
        try mappingEngineErrors {
            let statement = try prepared(sql)
            try bind(parameters, to: statement)
            try statement.execute()
            return connection.changesCount
        }
    }

    func execute(_ sql: String, rows: some Sequence<[SQLValue]>) throws {
        try mappingEngineErrors {
            var statement: Statement?
            defer { if let statement { sqlite3_reset(statement.sqliteStatement) } }
            for row in rows {
                let prepared = try statement ?? prepared(sql)
                statement = prepared
                sqlite3_reset(prepared.sqliteStatement)
                try bind(row, to: prepared)
                guard sqlite3_step(prepared.sqliteStatement) == SQLITE_DONE else { throw failure() }
            }
        }
    }

    /// The statement without values: those are bound past the library, which must not bind over them.
    private func prepared(_ sql: String) throws -> Statement {
        let statement = try connection.cachedStatement(sql: NumberedSQL.of(sql))
        statement.setUncheckedArguments(StatementArguments())
        return statement
    }

    private func bind(_ values: [SQLValue], to statement: Statement) throws {
        precondition(
            values.count == sqlite3_bind_parameter_count(statement.sqliteStatement),
            "as many values as the statement has parameters")
        for (index, value) in zip(CInt(1)..., values) { try value.bind(to: statement, at: index) }
    }

    /// What the engine says went wrong last.
    private func failure() -> DatabaseError {
        let handle = connection.sqliteConnection
        return DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(handle)),
            message: sqlite3_errmsg(handle).map { String(cString: $0) })
    }

    private static func value(_ value: DatabaseValue) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let integer): .integer(integer)
        case .double(let real): .real(real)
        case .string(let text): .text(text)
        case .blob(let data): .blob([UInt8](data))
        }
    }
}
