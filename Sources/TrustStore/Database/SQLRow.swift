// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// One row of an answer. Its accessors throw where the column is missing or holds another type, since that means a
/// schema or a file that is not ours.
package struct SQLRow: Sendable {
    private let columns: [String: Int]
    private let values: [SQLValue]

    /// Takes the columns' places by name, and as many values.
    package init(columns: [String: Int], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The value as it is.
    package func value(_ column: String) throws -> SQLValue {
        guard let index = columns[column], values.indices.contains(index) else {
            throw StoreError(.unavailable, cause: "no column \(column)")
        }
        return values[index]
    }

    package func integer(_ column: String) throws -> Int64 { try present(integerIfPresent(column), column) }
    package func integerIfPresent(_ column: String) throws -> Int64? {
        switch try value(column) {
        case .integer(let integer): integer
        case .null: nil
        default: throw Self.unexpected(column)
        }
    }

    package func text(_ column: String) throws -> String { try present(textIfPresent(column), column) }
    package func textIfPresent(_ column: String) throws -> String? {
        switch try value(column) {
        case .text(let text): text
        case .null: nil
        default: throw Self.unexpected(column)
        }
    }

    package func blob(_ column: String) throws -> [UInt8] { try present(blobIfPresent(column), column) }
    package func blobIfPresent(_ column: String) throws -> [UInt8]? {
        switch try value(column) {
        case .blob(let bytes): bytes
        case .null: nil
        default: throw Self.unexpected(column)
        }
    }

    package func realIfPresent(_ column: String) throws -> Double? {
        switch try value(column) {
        case .real(let real): real
        case .integer(let integer): Double(integer)
        case .null: nil
        default: throw Self.unexpected(column)
        }
    }

    func present<T>(_ value: T?, _ column: String) throws -> T {
        guard let value else { throw Self.unexpected(column) }
        return value
    }

    static func unexpected(_ column: String) -> StoreError {
        StoreError(.unavailable, cause: "column \(column) holds something else than it should")
    }
}
