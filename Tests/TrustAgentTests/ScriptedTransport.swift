// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import TrustAgent
import TrustCore

/// A network that answers from a script, by method and path, and remembers what it was asked.
final class ScriptedTransport: AgentTransport {
    typealias Answer = @Sendable (AgentRequest) throws -> AgentResponse
    struct Unreachable: Error {}

    private struct State {
        var requests: [AgentRequest] = []
        var answers: [String: [Answer]] = [:]
    }
    private let state = Mutex(State())

    /// The answers of one path come in order; the last one stays.
    func answer(_ path: String, _ answers: Answer...) { state.withLock { $0.answers[path] = answers } }

    /// The same with JSON texts and status 200.
    func answer(_ path: String, json texts: String...) {
        state.withLock { $0.answers[path] = texts.map { text in { _ in AgentResponse(json: text) } } }
    }

    func requests(_ path: String) -> [AgentRequest] {
        state.withLock { $0.requests.filter { Self.path($0) == path } }
    }

    func bodies(_ path: String) throws -> [JSONValue] {
        try requests(path).map { try JSONDecoder().decode(JSONValue.self, from: Data($0.body ?? [])) }
    }

    func send(_ request: AgentRequest, within limit: Duration) async throws -> AgentResponse {
        let answer: Answer = state.withLock { state in
            state.requests.append(request)
            let path = Self.path(request)
            guard var answers = state.answers[path], let next = answers.first else {
                return { _ in throw Unreachable() }
            }
            if answers.count > 1 { answers.removeFirst() }
            state.answers[path] = answers
            return next
        }
        return try answer(request)
    }

    private static func path(_ request: AgentRequest) -> String {
        URLComponents(string: request.url)?.path ?? request.url
    }
}

extension AgentResponse {
    init(_ status: Int = 200, json: String, headers: [String: String] = [:]) {
        self.init(status: status, headers: headers, body: Array(json.utf8))
    }
}

func json(_ text: String) throws -> JSONValue { try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }

/// What was logged.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
}

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
    let path: String
    init() throws {
        path = NSTemporaryDirectory() + "ag2trust-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
    func write(_ name: String, _ text: String) throws { try write(name, text.utf8) }
}
