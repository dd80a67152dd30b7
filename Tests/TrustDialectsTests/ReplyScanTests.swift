// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustDialects

@Suite struct ReplyScanTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var name: String
        var dialect: ProviderType
        var usage: String
        var tokens: TokenUsage?
        var testDescription: String { name }
    }

    static let samples = [
        Sample(
            name: "OpenAI, plain", dialect: .openai,
            usage: #"{"prompt_tokens":12,"completion_tokens":120,"total_tokens":132}"#,
            tokens: TokenUsage(input: 12, output: 120)),
        Sample(
            name: "OpenAI, cached is part of the prompt", dialect: .openai,
            usage:
                #"{"prompt_tokens":100,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":30}}"#,
            tokens: TokenUsage(input: 10, cachedRead: 60, cacheWrite: 30, output: 5)),
        Sample(
            name: "OpenAI, 12-hour writes", dialect: .openai,
            usage:
                #"{"prompt_tokens":100,"completion_tokens":5,"prompt_tokens_details":{"cache_write_tokens":30,"cache_write_tokens_details":{"ttl_30m_tokens":10,"ttl_12h_tokens":20}}}"#,
            tokens: TokenUsage(input: 70, cacheWrite: 10, cacheWriteLong: 20, output: 5)),
        Sample(
            name: "OpenAI, zero is zero", dialect: .openai,
            usage: #"{"prompt_tokens":0,"completion_tokens":0,"prompt_tokens_details":{"cached_tokens":0}}"#,
            tokens: TokenUsage()),
        Sample(
            name: "OpenAI, details null", dialect: .openai,
            usage: #"{"prompt_tokens":3,"completion_tokens":4,"prompt_tokens_details":null}"#,
            tokens: TokenUsage(input: 3, output: 4)),
        Sample(name: "OpenAI, half of it missing", dialect: .openai, usage: #"{"prompt_tokens":3}"#, tokens: nil),
        Sample(name: "OpenAI, null is not zero", dialect: .openai, usage: "null", tokens: nil),
        Sample(
            name: "OpenAI, a number that is none", dialect: .openai,
            usage: #"{"prompt_tokens":-3,"completion_tokens":4}"#,
            tokens: nil),
        Sample(
            name: "Anthropic, cache is beside the input", dialect: .anthropic,
            usage:
                #"{"input_tokens":10,"cache_creation_input_tokens":40,"cache_read_input_tokens":60,"output_tokens":5}"#,
            tokens: TokenUsage(input: 10, cachedRead: 60, cacheWrite: 40, output: 5)),
        Sample(
            name: "Anthropic, writes by life", dialect: .anthropic,
            usage:
                #"{"input_tokens":10,"cache_creation_input_tokens":40,"cache_creation":{"ephemeral_5m_input_tokens":15,"ephemeral_1h_input_tokens":25},"cache_read_input_tokens":null,"output_tokens":5,"server_tool_use":{"web_search_requests":3}}"#,
            tokens: TokenUsage(input: 10, cacheWrite: 15, cacheWriteLong: 25, output: 5)),
    ]

    @Test(arguments: samples) func tokensAreCountedOnce(sample: Sample) {
        let reply = Array(
            #" {"id":"x","content":[{"type":"tool_use","input":{"usage":{"input_tokens":9,"prompt_tokens":9}}}],"model":"returned","usage":\#(sample.usage)} "#
                .utf8)
        let reported = reply.withUnsafeBytes { ReplyScan.read($0) }
        #expect(reported.model == "returned")
        #expect(reported.tokens(in: sample.dialect) == sample.tokens)
    }

    @Test(arguments: ["", "<html>", "[]", #"{"model":"m","usage":{"prompt_tokens":1"#])
    func whatIsNoReplySaysNothing(text: String) {
        let reported = Array(text.utf8).withUnsafeBytes { ReplyScan.read($0) }
        #expect(reported.tokens(in: .openai) == nil)
        #expect(reported.model == nil)
    }
}
