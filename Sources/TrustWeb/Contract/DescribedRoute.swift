// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// A route and its description, as the contract writes it.
struct DescribedRoute {
    let entry: AccessRoutes.Entry
    let operation: APIOperation

    private var segments: [Substring] { entry.path.split(separator: "/") }
    private var isCustomers: Bool { entry.path.hasPrefix("/api/v1/") }
    private var changesState: Bool { entry.method != "GET" }

    /// The path with its parameters in braces.
    var path: String {
        "/" + segments.map { $0.first == ":" ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
    }

    /// What the route is about: the noun in its path.
    var tag: String {
        if isCustomers { return "customer" }
        return segments.first == "api" ? segments.dropFirst().first.map(String.init) ?? "api" : "server"
    }

    private var parameterNames: [String] { segments.filter { $0.first == ":" }.map { String($0.dropFirst()) } }

    func json(_ book: SchemaBook) throws -> JSONValue {
        var json: [String: JSONValue] = [
            "operationId": .string(identifier), "summary": .string(operation.summary), "tags": [.string(tag)],
            "responses": .object(try responses(book)), "security": security,
        ]
        let sentences = [operation.detail, roleSentence].compactMap(\.self)
        if !sentences.isEmpty { json["description"] = .string(sentences.joined(separator: " ")) }
        if case .permission(let permission) = entry.requirement {
            json["x-lowest-role"] = .string(permission.lowestRole.rawValue)
        }
        let parameters = inPath + inQuery + inHeaders
        if !parameters.isEmpty { json["parameters"] = .array(parameters) }
        if let body = operation.body {
            json["requestBody"] = [
                "required": .bool(body.isRequired),
                "content": ["application/json": ["schema": try body.schema(book).json]],
            ]
        }
        return .object(json)
    }

    /// Method and path in one word.
    private var identifier: String {
        ([entry.method.lowercased()] + segments.map { $0.first == ":" ? "by_\($0.dropFirst())" : String($0) })
            .joined(separator: "_").map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    }

    private var roleSentence: String? {
        guard case .permission(let permission) = entry.requirement else { return nil }
        return "Needs the role \(permission.lowestRole.rawValue) or a higher one."
    }

    private var security: JSONValue {
        switch entry.requirement {
        case .open, .openAfterSetup: []
        case .signedIn: [["session": []], ["bearer": []]]
        case .permission: [["session": []], ["bearer": []], ["apiKey": []]]
        }
    }

    private var inPath: [JSONValue] {
        parameterNames.map { name in
            let schema = name.hasSuffix("id") ? Schema.uuid : Schema.text.noting(.text(1...200))
            return ["name": .string(name), "in": "path", "required": true, "schema": schema.json]
        }
    }

    private var inQuery: [JSONValue] {
        operation.query.map { parameter in
            [
                "name": .string(parameter.name), "in": "query", "required": .bool(parameter.isRequired),
                "schema": parameter.schema.json,
            ]
        }
    }

    private var inHeaders: [JSONValue] {
        guard operation.isVersioned else { return [] }
        let (name, sentence) =
            changesState
            ? ("If-Match", "The `ETag` of what was read: refused with 412 where it has changed since.")
            : ("If-None-Match", "The `ETag` of what is known: answered with 304 where it has not changed since.")
        return [
            [
                "name": .string(name), "in": "header", "required": false, "description": .string(sentence),
                "schema": Schema.text.json,
            ]
        ]
    }

    // MARK: Answers

    private func responses(_ book: SchemaBook) throws -> [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        for answer in operation.answers {
            var headers = [ContractHeader.requestID]
            if answer.status == 201 { headers.append("Location") }
            if operation.isVersioned, answer.status == 200 { headers.append("ETag") }
            if isCustomers { headers += ContractHeader.rateLimits }
            var response: [String: JSONValue] = [
                "description": .string(Self.phrase(answer.status)), "headers": ContractHeader.references(headers),
            ]
            if !answer.contents.isEmpty {
                response["content"] = .object(try answer.contents.mapValues { ["schema": try $0(book).json] })
            }
            responses[String(answer.status)] = .object(response)
        }
        if operation.isVersioned, !changesState {
            responses["304"] = [
                "description": "It has not changed.",
                "headers": ContractHeader.references([ContractHeader.requestID, "ETag"]),
            ]
        }
        let error = try book.schema(of: ErrorBody.self)
        for (status, codes) in Dictionary(grouping: refusals, by: \.status) {
            responses[String(status)] = refusal(status, Set(codes.map(\.code)), error)
        }
        return responses
    }

    private func refusal(_ status: Int, _ codes: Set<ErrorCode>, _ error: Schema) -> JSONValue {
        let words = Schema.words(codes.map(\.rawValue).sorted())
        let schema: JSONValue = [
            "allOf": [error.json, ["properties": ["error_code": words.json]]]
        ]
        var headers = [ContractHeader.requestID]
        if status == 429 { headers.append("Retry-After") }
        if isCustomers { headers += ContractHeader.rateLimits }
        return [
            "description": .string(codes.map { "`\($0.rawValue)`" }.sorted().joined(separator: ", ")),
            "headers": ContractHeader.references(headers),
            "content": ["application/json": ["schema": schema]],
        ]
    }

    /// Every way in which the route may refuse: its own, and what its kind brings with it.
    private var refusals: [(status: Int, code: ErrorCode)] {
        var codes: [ErrorCode] = [.invalidRequest, .internalError, .storeUnavailable] + operation.errors
        if entry.requirement != .open { codes.append(.setupRequired) }
        switch entry.requirement {
        case .open: break
        case .openAfterSetup: codes.append(.forbidden)
        case .signedIn: codes += [.unauthenticated, .invalidAPIKey, .forbidden]
        case .permission: codes += [.unauthenticated, .invalidAPIKey, .forbidden]
        }
        if !parameterNames.isEmpty { codes.append(.notFound) }
        if isCustomers { codes.append(.rateLimitExceeded) }
        if operation.isVersioned, changesState { codes.append(.preconditionFailed) }
        var refusals = codes.map { (Int(Refusal.status(of: $0).code), $0) }
        // A changing request's body is read before anybody asks what it is for.
        if changesState { refusals += [(408, .invalidRequest), (413, .invalidRequest)] }
        if operation.body != nil { refusals.append((415, .invalidRequest)) }
        return refusals
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "It is so."
        case 201: "It was made."
        case 202: "It was begun."
        case 204: "It was done; there is nothing to say."
        default: "See the body."
        }
    }
}
