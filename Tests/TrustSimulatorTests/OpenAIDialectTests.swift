// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustSimulator

@Suite(.timeLimit(.minutes(5)))
struct OpenAIDialectTests {
    @Test func answersWithTextAndCountedTokens() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.ask(.openAI, "What is the capital of France?", model: "gpt-4o")
            #expect(reply.status == 200)
            let json = try #require(reply.json)
            #expect(json.at("object") == "chat.completion")
            #expect(json.at("model") == "gpt-4o")
            #expect(json.at("choices", 0, "finish_reason") == "stop")
            guard case .string(let text)? = json.at("choices", 0, "message", "content") else {
                Issue.record("no text")
                return
            }
            #expect(text.hasPrefix("[simulator]"))
            #expect(json.at("usage", "prompt_tokens") == 6)
            let output = Int64(TokenCount.words(in: text))
            #expect(json.at("usage", "completion_tokens") == .integer(output))
            #expect(json.at("usage", "total_tokens") == .integer(6 + output))
        }
    }

    @Test func theSameQuestionHasTheSameAnswer() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let first = try await simulator.ask(.openAI, "Why?").json?.at("choices", 0, "message", "content")
            let second = try await simulator.ask(.openAI, "Why?").json?.at("choices", 0, "message", "content")
            let other = try await simulator.ask(.openAI, "Who?").json?.at("choices", 0, "message", "content")
            #expect(first != nil)
            #expect(first == second)
            #expect(first != other)
        }
    }

    @Test func aStreamWithUsageHasNullUsageInAllChunksButTheLast() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.ask(
                .openAI, "Say it in 20 words",
                more: ["stream": true, "stream_options": .object(["include_usage": true])])
            let chunks = reply.chunks
            #expect(reply.text.hasSuffix("data: [DONE]\n\n"))
            // The role, 20 words, the end, the usage.
            #expect(chunks.count == 23)
            #expect(chunks.dropLast().allSatisfy { $0.at("usage") == .null })
            let last = try #require(chunks.last)
            #expect(last.at("choices") == .array([]))
            #expect(last.at("usage", "prompt_tokens") == 5)
            #expect(last.at("usage", "completion_tokens") == 20)
        }
    }

    @Test func aStreamWithoutIncludeUsageHasNoUsageAtAll() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.ask(.openAI, "Hello", more: ["stream": true])
            #expect(reply.text.hasSuffix("data: [DONE]\n\n"))
            #expect(!reply.text.contains("usage"))
            #expect(simulator.server.ledger.total.withoutUsage == 1)
        }
    }

    @Test func aStreamSaysWhatTheWholeReplySays() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let whole = try await simulator.ask(.openAI, "Tell me more")
            let stream = try await simulator.ask(.openAI, "Tell me more", more: ["stream": true])
            let pieces = stream.chunks.compactMap { chunk -> String? in
                guard case .string(let piece)? = chunk.at("choices", 0, "delta", "content") else { return nil }
                return piece
            }
            #expect(whole.json?.at("choices", 0, "message", "content") == .string(pieces.joined()))
        }
    }

    @Test func theAnswerIsCutAtTheTokenLimit() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let json = try await simulator.ask(.openAI, "Say it in 50 words", more: ["max_tokens": 7]).json
            #expect(json?.at("choices", 0, "finish_reason") == "length")
            #expect(json?.at("usage", "completion_tokens") == 7)
        }
    }

    @Test func streamOptionsWithoutAStreamAreRefused() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.ask(
                .openAI, "Hello", more: ["stream_options": .object(["include_usage": true])])
            #expect(reply.status == 400)
            #expect(reply.json?.at("error", "type") == "invalid_request_error")
        }
    }
}
