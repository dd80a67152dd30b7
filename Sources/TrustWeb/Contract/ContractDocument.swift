// SPDX-License-Identifier: Apache-2.0
import TrustAPI
import TrustCore

/// The contract of the JSON APIs as an OpenAPI 3.1 document, made from the routes themselves.
struct ContractDocument {
    private let book = SchemaBook()
    private let cookie: SessionCookie

    /// - Throws: what a type's decoder throws that can't be described.
    static func make(of entries: [AccessRoutes.Entry], cookie: SessionCookie) throws -> JSONValue {
        let document = ContractDocument(cookie: cookie)
        var paths: [String: [String: JSONValue]] = [:]
        var tags: Set<String> = []
        for entry in entries {
            guard let operation = entry.operation else { continue }
            let route = DescribedRoute(entry: entry, operation: operation)
            tags.insert(route.tag)
            paths[route.path, default: [:]][entry.method.lowercased()] = try route.json(document.book)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "AG2Trust", "version": .string(version), "description": .string(introduction),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "tags": .array(tags.sorted().map { ["name": .string($0)] }),
            "paths": .object(paths.mapValues { .object($0) }),
            "components": [
                "schemas": .object(document.schemas),
                "securitySchemes": document.securitySchemes,
                "headers": .object(ContractHeader.all.mapValues(\.json)),
            ],
        ]
    }

    /// Every schema that is referred to; the error's with the whole list of codes, which are stable.
    private var schemas: [String: JSONValue] {
        var schemas = book.components
        let codes = Schema.words(Refusal.statuses.keys.map(\.rawValue).sorted())
        schemas["ErrorBody"] = Schema.object(
            [
                "error": .text.noting("One sentence for people."), "error_code": codes,
                "details": Schema(["type": "object"]),
            ],
            required: ["error", "error_code", "details"])
        return schemas.mapValues(\.json)
    }

    private init(cookie: SessionCookie) { self.cookie = cookie }

    /// Of the contract: its first number changes when a client has to.
    private static let version = "1.0.0"

    private static let introduction = """
        Bodies and answers are JSON in snake_case. Times are RFC 3339 in UTC, ids are UUIDs, money is a decimal text \
        beside its currency. Lists are `{items, next_cursor}`. Fields and parameters that are not in this document are \
        refused. Every error is `{error, error_code, details}`; `error_code` is stable, `details.field` names the field \
        at fault. What belongs to another organization answers as if it did not exist. Every answer has `X-Request-ID`.
        """

    private var securitySchemes: JSONValue {
        [
            "session": [
                "type": "apiKey", "in": "cookie", "name": .string(cookie.name),
                "description": "A browser's sign-in. Changes also need `Origin` and `X-CSRF-Token`.",
            ],
            "apiKey": [
                "type": "apiKey", "in": "header", "name": "X-API-Key",
                "description": "A key for programs (`cust_…`), with a role of its own.",
            ],
            "bearer": [
                "type": "http", "scheme": "bearer",
                "description": "The token of a sign-in (`ses_…`), or an API key.",
            ],
        ]
    }
}
