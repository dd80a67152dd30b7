// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import TrustCore

/// The agent's own channel: messages in, replies out, permits for tools. These operations may wait on the store.
struct AgentChannel: Sendable {
    struct Answer: Sendable {
        var status: Int
        /// `nil` for an answer without a body.
        var json: String?
    }

    private let setup: LoopSetup
    private let agent: AgentID

    init(_ setup: LoopSetup, agent: AgentID) {
        self.setup = setup
        self.agent = agent
    }

    /// - Throws: a `Refusal`, or an error that one can be made of.
    func perform(_ operation: Destination.ChannelOperation, body: ByteBuffer) async throws -> Answer {
        switch operation {
        case .nextMessage: try await nextMessage()
        case .reply: try await reply(body)
        case .tool(let name): try await useTool(name, body)
        }
    }

    private func nextMessage() async throws -> Answer {
        do {
            guard let message = try await setup.inbox.next(for: agent, within: setup.configuration.timeouts.poll) else {
                return Answer(status: 204, json: nil)
            }
            return Answer(status: 200, json: try json(message))
        } catch is CancellationError {
            return Answer(status: 204, json: nil)
        }
    }

    private func reply(_ body: ByteBuffer) async throws -> Answer {
        let reply = try decode(ChannelReply.self, fields: ChannelReply.CodingKeys.allCases.map(\.rawValue), body)
        guard reply.toolCalls >= 0 else { throw Self.badField(ChannelReply.CodingKeys.toolCalls.rawValue) }
        guard (reply.tools ?? []).count <= ChannelReply.toolLimit else {
            throw Self.badField(ChannelReply.CodingKeys.tools.rawValue)
        }
        try await setup.inbox.reply(reply, from: agent)
        return Answer(status: 200, json: "{}")
    }

    private func useTool(_ name: String, _ body: ByteBuffer) async throws -> Answer {
        let request =
            body.readableBytes == 0
            ? ToolRequest()
            : try decode(ToolRequest.self, fields: ToolRequest.CodingKeys.allCases.map(\.rawValue), body)
        guard let tool = AgentTool(rawValue: name), try await setup.permits.tools(of: agent).contains(tool) else {
            throw Refusal(403, .forbidden, "This tool is not enabled for the agent.")
        }
        if tool.usesHTTP, request.url == nil {
            throw Refusal(400, .invalidRequest, "The tool needs a URL.", details: [("field", "url")])
        }
        if !tool.usesHTTP, request != ToolRequest() { throw Self.badField("body") }
        if tool != .httpPost, request.body != nil { throw Self.badField("body") }
        let now = setup.clock.now()
        let decision = try await setup.permits.take(tool, for: agent, at: now)
        guard decision.allowed else {
            let seconds = decision.retryAfter(at: now)
            throw Refusal(
                429, .rateLimitExceeded, "The limit of \(decision.limit) a minute is used up.", retryAfter: seconds,
                details: [("limit", .integer(decision.limit)), ("retry_after", .integer(seconds))])
        }
        let response =
            tool.usesHTTP ? try await setup.toolClient.call(tool, request) : ToolResponse(permitted: true)
        return Answer(status: 200, json: try json(response))
    }

    // MARK: - Strict JSON

    private func decode<Value: Decodable>(_ type: Value.Type, fields: [String], _ body: ByteBuffer) throws -> Value {
        let data = Data(body.readableBytesView)
        do {
            guard case .object(let members) = try JSONDecoder().decode(JSONValue.self, from: data) else {
                throw Self.badField("body")
            }
            if let unknown = members.keys.filter({ !fields.contains($0) }).min() {
                throw Refusal(
                    400, .invalidRequest, "The body has fields that are not known here.",
                    details: [("field", .string(String(unknown.prefix(64))))])
            }
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw Self.badField(Self.field(of: error) ?? "body")
        }
    }

    private static func badField(_ name: String) -> Refusal {
        Refusal(
            400, .invalidRequest, "The body is not the JSON that is expected here.",
            details: [("field", .string(name))])
    }

    /// The top-level field that could not be decoded; `nil` where it is the whole body.
    private static func field(of error: DecodingError) -> String? {
        switch error {
        case .keyNotFound(let key, let context): (context.codingPath.first ?? key).stringValue
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath.first?.stringValue
        @unknown default: nil
        }
    }

    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
