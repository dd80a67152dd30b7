// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// One thing, as a document declares it or as a server has it.
package struct Resource: Sendable, Hashable {
    /// Whether an agent is to run.
    package enum RunState: String, Sendable, Hashable { case running, stopped }

    package let kind: ResourceKind
    /// Unique among its kind.
    package let name: String
    /// What is said of it, the identity among it, named as in a document. `null` says that there is none.
    package var fields: [String: JSONValue]
    /// Where its key comes from, if it is a provider that does not exist yet.
    package var keySource: KeySource?
    /// Of an agent; `nil` says nothing of it.
    package var runState: RunState?
    /// Where it stands, for messages; `nil` for what a server has.
    package var place: DocumentPlace?

    package init(
        kind: ResourceKind, name: String, fields: [String: JSONValue], keySource: KeySource? = nil,
        runState: RunState? = nil, place: DocumentPlace? = nil
    ) {
        self.kind = kind
        self.name = name
        self.fields = fields
        self.keySource = keySource
        self.runState = runState
        self.place = place
    }

    /// Everything that it refers to.
    var references: [(kind: ResourceKind, name: String)] {
        kind.fields.flatMap { $0.references(in: fields[$0.name]) }
    }
}

/// A line of a document.
package struct DocumentPlace: Sendable, Hashable, CustomStringConvertible {
    package let file: String
    /// Counted from 1.
    package let line: Int?

    package init(file: String, line: Int?) {
        self.file = file
        self.line = line
    }

    package var description: String { file + (line.map { ":\($0)" } ?? "") }
}

/// Where a secret comes from. The secret itself never stands in a document.
package enum KeySource: Sendable, Hashable {
    /// One line of standard input.
    case standardInput
    /// A file's content; the path is relative to where the command runs.
    case file(String)
    /// An environment variable of the command.
    case variable(String)
}
