// SPDX-License-Identifier: Apache-2.0
package import TrustAPI
package import TrustCore

/// What a route of the JSON APIs takes and answers: part of its registration, and the source of `/openapi.json`.
///
/// The path, the requirement and the method say the rest: parameters of the path, who may call, and what any such
/// route may refuse. A query parameter or a body that is not said here is not taken.
package struct APIOperation: Sendable {
    /// A schema, with what it refers to written into the book.
    package typealias SchemaSource = @Sendable (SchemaBook) throws -> Schema

    /// The body of a request.
    package struct Body: Sendable {
        var type: ObjectIdentifier
        var isRequired: Bool
        var schema: SchemaSource

        package static func required<Value: RequestBody>(_ type: Value.Type) -> Body {
            Body(type: ObjectIdentifier(type), isRequired: true) { try $0.schema(of: type) }
        }

        /// One that may be left out.
        package static func optional<Value: RequestBody>(_ type: Value.Type) -> Body {
            Body(type: ObjectIdentifier(type), isRequired: false) { try $0.schema(of: type) }
        }
    }

    /// What it answers where it goes well.
    package struct Answer: Sendable {
        var status: Int
        /// Schemas by media type; none where there is no body.
        var contents: [String: SchemaSource]

        package static func ok<Value: Codable & Sendable>(_ type: Value.Type) -> Answer { json(200, type) }
        package static func created<Value: Codable & Sendable>(_ type: Value.Type) -> Answer { json(201, type) }
        package static func accepted<Value: Codable & Sendable>(_ type: Value.Type) -> Answer { json(202, type) }
        package static var noContent: Answer { Answer(status: 204, contents: [:]) }

        package static func json<Value: Codable & Sendable>(_ status: Int, _ type: Value.Type) -> Answer {
            Answer(status: status, contents: ["application/json": { try $0.schema(of: type) }])
        }

        /// The same, or another JSON value.
        package func or<Value: Codable & Sendable>(_ type: Value.Type) -> Answer {
            var answer = self
            let first = contents["application/json"]
            answer.contents["application/json"] = { book in
                let schemas = [try first?(book), try book.schema(of: type)].compactMap { $0?.json }
                return Schema(["anyOf": .array(schemas)])
            }
            return answer
        }

        /// The same, or another kind of text.
        package func or(mediaType: String) -> Answer {
            Answer(status: status, contents: contents.merging([mediaType: { _ in .text }]) { $1 })
        }
    }

    package var summary: String
    /// More sentences.
    package var detail: String?
    package var body: Body?
    package var query: [QueryParameter]
    package var answers: [Answer]
    /// Beside what every route of its kind may refuse with.
    package var errors: [ErrorCode]
    /// Whether it knows versions: `ETag`, `If-Match`, `If-None-Match`.
    package var isVersioned: Bool

    package init(
        _ summary: String, detail: String? = nil, takes body: Body? = nil, query: [QueryParameter] = [],
        answers: Answer..., errors: [ErrorCode] = [], isVersioned: Bool = false
    ) {
        self.summary = summary
        self.detail = detail
        self.body = body
        self.query = query
        self.answers = answers
        self.errors = errors
        self.isVersioned = isVersioned
    }

    /// A list in parts: `limit` and `cursor`.
    package init<Item: Codable & Sendable>(
        _ summary: String, detail: String? = nil, listing item: Item.Type, query: [QueryParameter] = [],
        errors: [ErrorCode] = []
    ) {
        self.init(
            summary, detail: detail, query: [.limit, .cursor] + query, answers: .ok(Page<Item>.self), errors: errors)
    }
}
