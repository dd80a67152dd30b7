// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

/// A transaction on one SQLite connection.
struct SQLiteSession: SQLSession {
    let connection: GRDB.Database

    func query(_ sql: String, _ parameters: [SQLValue]) throws -> [SQLRow] {
        try mappingEngineErrors {
            let statement = try connection.cachedStatement(sql: sql)
            let names = statement.columnNames
            let columns = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
            let cursor = try Row.fetchCursor(statement, arguments: try Self.arguments(parameters))
            var rows: [SQLRow] = []
            while let row = try cursor.next() {
                rows.append(SQLRow(columns: columns, values: names.indices.map { Self.value(row[$0]) }))
            }
            return rows
        }
    }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
        try mappingEngineErrors {
            try connection.cachedStatement(sql: sql).execute(arguments: try Self.arguments(parameters))
            return connection.changesCount
        }
    }

    /// `$1` is to SQLite a parameter *named* `1`, so that values are bound by name.
    private static func arguments(_ parameters: [SQLValue]) throws -> StatementArguments {
        let named: [(String, (any DatabaseValueConvertible)?)] = try parameters.enumerated().map { index, value in
            (String(index + 1), try databaseValue(value))
        }
        return StatementArguments(Dictionary(uniqueKeysWithValues: named))
    }

    /// Text ends at a NUL for the engine's binding, and PostgreSQL has no NUL in text at all: refused, never cut.
    private static func databaseValue(_ value: SQLValue) throws -> DatabaseValue {
        if case .text(let text) = value, text.utf8.contains(0) {
            throw ConstraintViolation(.dataType, cause: "text with a NUL")
        }
        return switch value {
        case .null: .null
        case .integer(let integer): integer.databaseValue
        case .real(let real): real.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
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
