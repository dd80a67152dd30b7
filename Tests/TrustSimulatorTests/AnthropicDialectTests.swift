// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustSimulator

@Suite(.timeLimit(.minutes(5)))
struct AnthropicDialectTests {
    @Test func answersWithTextAndCountedTokens() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.ask(
                .anthropic, "What is the capital of France?", more: ["system": "Be brief."])
            let json = try #require(reply.json)
            #expect(reply.status == 200)
            #expect(json.at("type") == "message")
            #expect(json.at("stop_reason") == "end_turn")
            guard case .string(let text)? = json.at("content", 0, "text") else {
                Issue.record("no text")
                return
            }
            #expect(text.hasPrefix("[simulator]"))
            #expect(json.at("usage", "input_tokens") == 8)
            #expect(json.at("usage", "output_tokens") == .integer(Int64(TokenCount.words(in: text))))
        }
    }

    @Test func aStreamHasAnthropicsEventsInOrderAndCumulativeUsage() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.ask(.anthropic, "Say it in 12 words", more: ["stream": true])
            let names = reply.eventNames
            #expect(Array(names.prefix(3)) == ["message_start", "content_block_start", "ping"])
            #expect(names.filter { $0 == "content_block_delta" }.count == 12)
            #expect(Array(names.suffix(3)) == ["content_block_stop", "message_delta", "message_stop"])
            let chunks = reply.chunks
            #expect(chunks.first?.at("message", "usage", "input_tokens") == 5)
            #expect(chunks.first?.at("message", "usage", "output_tokens") == 1)
            #expect(chunks.first?.at("message", "usage", "cache_creation", "ephemeral_1h_input_tokens") == 0)
            let end = chunks.first { $0.at("type") == "message_delta" }
            #expect(end?.at("usage", "input_tokens") == 5)
            #expect(end?.at("usage", "output_tokens") == 12)
            #expect(end?.at("usage", "cache_creation") == nil)
            #expect(end?.at("delta", "stop_reason") == "end_turn")
        }
    }

    @Test func theVersionHeaderIsRequiredAndKnown() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let unknown = try await simulator.ask(.anthropic, "Hi", headers: ["anthropic-version": "2024-01-01"])
            #expect(unknown.status == 400)
            let newest = try await simulator.ask(.anthropic, "Hi", headers: ["anthropic-version": "2026-10-21"])
            #expect(newest.status == 200)
            let sampled = try await simulator.ask(
                .anthropic, "Hi", more: ["temperature": 1], headers: ["anthropic-version": "2026-10-21"])
            #expect(sampled.status == 400)
            let bare = try simulator.request(.anthropic, .object([:]), without: "anthropic-version")
            let refused = try await simulator.send(bare)
            #expect(refused.status == 400)
            #expect(refused.json?.at("error", "type") == "invalid_request_error")
        }
    }

    @Test func maxTokensAreRequired() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.ask(.anthropic, "Hi", more: ["max_tokens": .null])
            #expect(reply.status == 400)
            #expect(reply.json?.at("type") == "error")
        }
    }
}
