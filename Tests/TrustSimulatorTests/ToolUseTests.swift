// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

@Suite(.timeLimit(.minutes(5)))
struct ToolUseTests {
    static let schema: JSONValue = .object([
        "type": "object", "required": .array(["path", "depth"]),
        "properties": .object([
            "path": .object(["type": "string"]), "depth": .object(["type": "integer", "minimum": 2]),
            "comment": .object(["type": "string"]),
        ]),
    ])
    static let quote: JSONValue = "[simulator] The tool returned: one.txt two.txt"
    static let openAITools: JSONValue = .array([
        .object(["type": "function", "function": .object(["name": "list_directory", "parameters": schema])])
    ])
    static let anthropicTools: JSONValue = .array([
        .object(["name": "list_directory", "input_schema": schema])
    ])

    @Test func anOfferedToolIsCalledWithArgumentsThatFitItsSchema() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.ask(
                .openAI, "Please use the tool list_directory with path=docs", more: ["tools": Self.openAITools])
            #expect(reply.json?.at("choices", 0, "finish_reason") == "tool_calls")
            let function = reply.json?.at("choices", 0, "message", "tool_calls", 0, "function")
            #expect(function?.at("name") == "list_directory")
            #expect(function?.at("arguments") == #"{"depth":2,"path":"docs"}"#)
        }
    }

    @Test func aStreamedToolCallComesInPieces() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let openAI = try await simulator.ask(
                .openAI, "use the tool list_directory", more: ["tools": Self.openAITools, "stream": true])
            let arguments = openAI.chunks.compactMap { chunk -> String? in
                let piece = chunk.at("choices", 0, "delta", "tool_calls", 0, "function", "arguments")
                guard case .string(let text)? = piece else { return nil }
                return text
            }
            #expect(arguments.joined() == #"{"depth":2,"path":"."}"#)
            #expect(arguments.count > 1)

            let anthropic = try await simulator.ask(
                .anthropic, "use the tool list_directory", more: ["tools": Self.anthropicTools, "stream": true])
            let pieces = anthropic.chunks.compactMap { chunk -> String? in
                guard case .string(let text)? = chunk.at("delta", "partial_json") else { return nil }
                return text
            }
            #expect(pieces.joined() == #"{"depth":2,"path":"."}"#)
            #expect(anthropic.chunks.contains { $0.at("delta", "stop_reason") == "tool_use" })
        }
    }

    @Test func aToolsResultIsQuoted() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let openAI: JSONValue = .array([
                .object(["role": "user", "content": "use the tool list_directory"]),
                .object(["role": "assistant", "content": .null, "tool_calls": .array([])]),
                .object(["role": "tool", "tool_call_id": "call_1", "content": "one.txt\ntwo.txt"]),
            ])
            let first = try await simulator.ask(.openAI, "", more: ["tools": Self.openAITools, "messages": openAI])
            #expect(first.json?.at("choices", 0, "message", "content") == Self.quote)

            let result: JSONValue = .object([
                "type": "tool_result", "tool_use_id": "toolu_1", "content": "one.txt\ntwo.txt",
            ])
            let anthropic: JSONValue = .array([
                .object(["role": "user", "content": "use the tool list_directory"]),
                .object(["role": "assistant", "content": .array([])]),
                .object(["role": "user", "content": .array([result])]),
            ])
            let second = try await simulator.ask(
                .anthropic, "", more: ["tools": Self.anthropicTools, "messages": anthropic])
            #expect(second.json?.at("content", 0, "text") == Self.quote)
        }
    }

    @Test(arguments: [(0, true), (1, true), (2, false)])
    func aToolIsCalledAsOftenAsAsked(results: Int, callsAgain: Bool) async throws {
        try await SimulatorFixture.withSimulator { simulator in
            var messages: [JSONValue] = [.object(["role": "user", "content": "use the tool list_directory 2 times"])]
            for number in 0..<results {
                messages.append(.object(["role": "assistant", "content": .null]))
                messages.append(
                    .object(["role": "tool", "tool_call_id": .string("call_\(number)"), "content": "result"]))
            }
            let reply = try await simulator.ask(
                .openAI, "", more: ["tools": Self.openAITools, "messages": .array(messages)])
            #expect((reply.json?.at("choices", 0, "finish_reason") == "tool_calls") == callsAgain)
        }
    }

    @Test func aToolThatIsNotOfferedIsNotCalled() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.ask(.anthropic, "use the tool rm", more: ["tools": Self.anthropicTools])
            #expect(reply.json?.at("stop_reason") == "end_turn")
        }
    }
}
