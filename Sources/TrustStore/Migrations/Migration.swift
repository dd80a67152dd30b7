// SPDX-License-Identifier: Apache-2.0

/// One step of the schema. Steps only go forward and are never edited once released.
package struct Migration: Sendable {
    /// Rises from 1; never used again, also where a step is left out.
    package let number: Int64
    /// What it adds, in one or two words.
    package let name: String
    /// Statements in order, each run on its own.
    package let statements: [String]

    package init(number: Int64, name: String, statements: [String]) {
        self.number = number
        self.name = name
        self.statements = statements
    }

    /// The whole schema, in order.
    package static let all: [Migration] = [
        .identity, .providers, .agents, .messages, .usage, .audit, .invitations,
        .keyScopes,
        .conversations,
        .capabilities,
        .requestLists,
        .usePolicies,
    ]
}

/// A database whose schema this program can't work with.
package struct SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// A newer program has changed it; going back needs a backup from before.
        case newer(found: Int64, known: Int64)
        /// Steps are recorded that this program knows under another name.
        case foreign(number: Int64)
    }
    package let kind: Kind
    package init(_ kind: Kind) { self.kind = kind }

    /// What the operator can do about it.
    package var description: String {
        switch kind {
        case .newer(let found, let known):
            "The database has step \(found) of a newer version; this one knows \(known). Start the newer version, or "
                + "go back to a backup from before it."
        case .foreign(let number):
            "Step \(number) of the database is not this version's: another program made it, or a build from before "
                + "the first release. Move it away, and start with a new one."
        }
    }
}
