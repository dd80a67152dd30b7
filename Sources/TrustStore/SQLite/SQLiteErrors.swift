// SPDX-License-Identifier: Apache-2.0
import GRDB
import TrustCore

/// Runs `body` and says its engine errors in the store's words. Anything else, cancellation too, passes as it is.
func mappingEngineErrors<T>(_ body: () throws -> T) throws -> T {
    do {
        return try body()
    } catch let error as DatabaseError {
        throw storeError(for: error)
    }
}

/// An engine error in the store's words. The engine's message names tables and columns; arguments are never in it.
func storeError(for error: DatabaseError) -> any Error {
    let message = error.message ?? "no message"
    switch error.extendedResultCode {
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY:
        return StoreError(.nameTaken(field: uniqueField(in: message)), cause: message)
    case .SQLITE_CONSTRAINT_FOREIGNKEY: return ConstraintViolation(.foreignKey, cause: message)
    case .SQLITE_CONSTRAINT_CHECK: return ConstraintViolation(.check, cause: message)
    case .SQLITE_CONSTRAINT_NOTNULL: return ConstraintViolation(.notNull, cause: message)
    case .SQLITE_CONSTRAINT_TRIGGER:
        // ON DELETE RESTRICT is a trigger to SQLite; only its message tells.
        let kind: ConstraintViolation.Kind = message == "FOREIGN KEY constraint failed" ? .foreignKey : .trigger
        return ConstraintViolation(kind, cause: message)
    case .SQLITE_CONSTRAINT_DATATYPE: return ConstraintViolation(.dataType, cause: message)
    default: return StoreError(.unavailable, cause: "SQLite \(error.extendedResultCode.rawValue): \(message)")
    }
}

/// SQLite says `UNIQUE constraint failed: agents.organization_id, agents.name`; the last column is what is to be
/// unique, those before it are where.
private func uniqueField(in message: String) -> String {
    let last = message.split(separator: ".").last.map(String.init) ?? message
    return last.trimmingPrefix(" ").description
}
