// SPDX-License-Identifier: Apache-2.0
import Hummingbird
package import TrustAPI
import TrustControl
import TrustCore

/// A parameter of a route's query; others are refused.
package struct QueryParameter: Sendable {
    package var name: String
    package var schema: Schema
    package var isRequired: Bool

    /// - Parameters:
    ///   - name: in snake case.
    ///   - schema: what it takes; read by the handler.
    ///   - note: what is to be said about it.
    ///   - isRequired: whether it must be there.
    package init(_ name: String, _ schema: Schema, _ note: Note, isRequired: Bool = false) {
        self.name = name
        self.schema = schema.noting(note)
        self.isRequired = isRequired
    }

    package static let limit = QueryParameter(
        "limit", .integer, .integer(PageQuery.limits, "At most so many; \(PageQuery.defaultLimit) without it."))
    package static let cursor = QueryParameter("cursor", .text, "The `next_cursor` of the part before.")
    package static let period = QueryParameter("period", .text, "`day`, `week` or `month`; a day without it.")
    package static let from = QueryParameter("from", .moment, "Only what happened from this time on.")

    /// - Throws: `INVALID_REQUEST` naming a parameter that the route does not have, or that is there twice.
    static func check(_ request: Request, _ known: [QueryParameter]) throws(ControlError) {
        var seen: Set<Substring> = []
        for (name, _) in request.uri.queryParameters {
            guard known.contains(where: { $0.name == name }) else {
                throw .invalid(FieldName.shown(String(name)), "There is no such parameter.")
            }
            guard seen.insert(name).inserted else {
                throw .invalid(FieldName.shown(String(name)), "The parameter occurs twice.")
            }
        }
    }
}
