// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The schema refused a change. Where that is part of a port's contract the repository turns it into a `StoreError`;
/// anywhere else it is a defect of the caller, which the schema kept out of the data.
package struct ConstraintViolation: PresentableError, Equatable {
    package enum Kind: Sendable, Hashable {
        case foreignKey
        case check
        case notNull
        /// A trigger refused, such as the ones that keep the audit table append-only.
        case trigger
        /// The value's type is not the column's.
        case dataType
    }
    package let kind: Kind
    /// The engine's words, for logs only: names of tables, columns and constraints, never values.
    package let cause: String

    package init(_ kind: Kind, cause: String) {
        self.kind = kind
        self.cause = cause
    }

    package var errorCode: ErrorCode { .internalError }
    package var publicMessage: String { "The data can't be stored like this." }
}
