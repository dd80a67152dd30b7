// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

/// A transaction on one SQLite connection.
struct SQLiteSession: SQLSession {
    let connection: GRDB.Database

    func query(_ sql: String, _ parameters: [SQLValue]) throws -> [SQLRow] {
        try mappingEngineErrors {
            let statement = try prepared(sql, parameters)
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
            try prepared(sql, parameters).execute()
            return connection.changesCount
        }
    }

    func execute(_ sql: String, rows: [[SQLValue]]) throws {
        try mappingEngineErrors {
            let text = NumberedSQL.of(sql)
            let statement = try connection.cachedStatement(sql: text.sql)
            for row in rows {
                precondition(text.parameters == row.count, "as many values as the statement has parameters")
                statement.setUncheckedArguments(StatementArguments(try row.map(Self.databaseValue)))
                try statement.execute()
            }
        }
    }

    /// The statement with its values bound. Their number is checked here, once a text, instead of by the engine's
    /// library, once a row.
    private func prepared(_ sql: String, _ parameters: [SQLValue]) throws -> Statement {
        let text = NumberedSQL.of(sql)
        precondition(text.parameters == parameters.count, "as many values as the statement has parameters")
        let statement = try connection.cachedStatement(sql: text.sql)
        if !parameters.isEmpty {
            statement.setUncheckedArguments(StatementArguments(try parameters.map(Self.databaseValue)))
        }
        return statement
    }

    /// Text ends at a NUL for the engine's binding, and PostgreSQL has no NUL in text at all: refused, never cut.
    private static func databaseValue(_ value: SQLValue) throws -> DatabaseValue {
        if case .text(var text) = value, text.withUTF8({ $0.contains(0) }) {
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
