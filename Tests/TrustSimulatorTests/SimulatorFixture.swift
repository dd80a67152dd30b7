// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import TrustCore
import TrustSimulator

/// A simulator on a free port and a client that knows its key.
struct SimulatorFixture: Sendable {
    static let key = "sk-simulator-test-key"

    let server: SimulatorServer
    let origin: String

    /// Runs a simulator for the length of a call.
    static func withSimulator(_ body: @Sendable (SimulatorFixture) async throws -> Void) async throws {
        let server = SimulatorServer(
            key: SharedSecret(SecretBytes(copying: Array(key.utf8))),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let port = try await server.port
            try await body(SimulatorFixture(server: server, origin: "http://127.0.0.1:\(port)"))
            group.cancelAll()
        }
    }

    enum Dialect: CaseIterable, Sendable { case openAI, anthropic }

    static func path(_ dialect: Dialect) -> String {
        dialect == .openAI ? "/v1/chat/completions" : "/v1/messages"
    }

    func request(
        _ dialect: Dialect, _ body: JSONValue, key: String = SimulatorFixture.key, headers: [String: String] = [:],
        without: String? = nil
    ) throws -> HTTPClientRequest {
        var request = HTTPClientRequest(url: origin + Self.path(dialect))
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        switch dialect {
        case .openAI: request.headers.add(name: "authorization", value: "Bearer \(key)")
        case .anthropic:
            request.headers.add(name: "x-api-key", value: key)
            if headers["anthropic-version"] == nil {
                request.headers.add(name: "anthropic-version", value: "2023-06-01")
            }
        }
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let without { request.headers.remove(name: without) }
        request.body = .bytes(try JSONEncoder().encode(body))
        return request
    }

    /// A question, in the shape that both dialects take.
    func ask(
        _ dialect: Dialect, _ question: String, model: String = "simulator", more: [String: JSONValue] = [:],
        key: String = SimulatorFixture.key, headers: [String: String] = [:]
    ) async throws -> Reply {
        let body: [String: JSONValue] = [
            "model": .string(model), "max_tokens": 1000,
            "messages": .array([.object(["role": "user", "content": .string(question)])]),
        ]
        return try await send(
            request(dialect, .object(body.merging(more) { $1 }), key: key, headers: headers))
    }

    func send(_ request: HTTPClientRequest) async throws -> Reply {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        var text = ""
        var isWhole = true
        do {
            for try await part in response.body { text += String(buffer: part) }
        } catch {
            isWhole = false
        }
        return Reply(
            status: Int(response.status.code), text: text, isWhole: isWhole,
            retryAfter: response.headers.first(name: "retry-after"))
    }

    func get(_ path: String, headers: [String: String]) async throws -> Reply {
        var request = HTTPClientRequest(url: origin + path)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        return try await send(request)
    }
}

/// What came back.
struct Reply: Sendable {
    var status: Int
    var text: String
    /// Whether the body came to its end.
    var isWhole: Bool
    var retryAfter: String?

    var json: JSONValue? { try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }

    /// The data lines of a stream that are JSON.
    var chunks: [JSONValue] {
        text.split(separator: "\n").filter { $0.hasPrefix("data: ") }.compactMap {
            try? JSONDecoder().decode(JSONValue.self, from: Data($0.dropFirst(6).utf8))
        }
    }

    /// The names of a stream's events.
    var eventNames: [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { String($0.dropFirst(7)) }
    }
}

extension JSONValue {
    /// Follows names and numbers into a value: `value.at("choices", 0, "message")`.
    func at(_ path: any Sendable...) -> JSONValue? {
        var current = self
        for step in path {
            switch (current, step) {
            case (.object(let members), let name as String):
                guard let next = members[name] else { return nil }
                current = next
            case (.array(let elements), let index as Int):
                guard elements.indices.contains(index) else { return nil }
                current = elements[index]
            default: return nil
            }
        }
        return current
    }
}
