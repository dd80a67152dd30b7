// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustDialects

@Suite struct StreamScannerTests {
    static let openAI = [
        #"data: {"id":"c","object":"chat.completion.chunk","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{"role":"assistant","content":"\"usage\":{\"prompt_tokens\":99}"}}],"usage":null}"#,
        #"data: {"id":"c","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{"content":" word"}}],"usage":null}"#,
        #": a comment"#,
        #"data: {"id":"c","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
        #"data: {"id":"c","model":"gpt-4o-mini-2024-07-18","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":30}}}"#,
        "data: [DONE]",
    ]
    static let anthropic = [
        "event: message_start\n"
            + #"data: {"type":"message_start","message":{"id":"m","type":"message","model":"claude-sonnet-4-20250514","content":[],"usage":{"input_tokens":50,"cache_creation_input_tokens":40,"cache_read_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":30},"output_tokens":1}}}"#,
        "event: ping\n" + #"data: {"type": "ping"}"#,
        "event: content_block_delta\n"
            + #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"message_delta error"}}"#,
        "event: message_delta\n"
            + #"data: {"type":"message_delta","delta":{"stop_reason":null},"usage":{"output_tokens":7}}"#,
        "event: message_delta\n"
            + #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":50,"cache_creation_input_tokens":40,"cache_read_input_tokens":30,"output_tokens":15}}"#,
        "event: message_stop\n" + #"data: {"type":"message_stop"}"#,
    ]

    static func stream(_ events: [String], lineEnd: String) -> [UInt8] {
        Array(events.map { ($0 + "\n\n").replacing("\n", with: lineEnd) }.joined().utf8)
    }

    /// Feeds pieces and gives back what went on.
    static func run(_ pieces: [ArraySlice<UInt8>], _ scanner: inout StreamScanner) -> [UInt8] {
        var output: [UInt8] = []
        for piece in pieces {
            let bytes = Array(piece)
            switch bytes.withUnsafeBytes({ scanner.feed($0) }) {
            case .unchanged: output += bytes
            case .replaced(let other): output += other
            }
        }
        return output + scanner.finish()
    }

    struct Sample: Sendable, CustomTestStringConvertible {
        var dialect: ProviderType
        var lineEnd: String
        var swallows: Bool
        var testDescription: String { "\(dialect), \(lineEnd == "\n" ? "LF" : "CRLF"), swallows: \(swallows)" }
        var events: [String] { dialect == .openai ? openAI : anthropic }
        var tokens: TokenUsage {
            dialect == .openai
                ? TokenUsage(input: 70, cachedRead: 30, output: 20)
                : TokenUsage(input: 50, cachedRead: 30, cacheWrite: 10, cacheWriteLong: 30, output: 15)
        }
        var passed: [UInt8] {
            StreamScannerTests.stream(events.filter { !swallows || !$0.contains(#""choices":[]"#) }, lineEnd: lineEnd)
        }
    }
    static let samples = [ProviderType.openai, .anthropic].flatMap { dialect in
        ["\n", "\r\n"].flatMap { lineEnd in
            [true, false].map { Sample(dialect: dialect, lineEnd: lineEnd, swallows: $0 && dialect == .openai) }
        }
    }

    @Test(arguments: samples) func aStreamCutAnywhereSaysTheSame(sample: Sample) {
        let bytes = Self.stream(sample.events, lineEnd: sample.lineEnd)
        var cuts: [[ArraySlice<UInt8>]] = (0...bytes.count).map { [bytes[..<$0], bytes[$0...]] }
        for size in [1, 2, 3, 7, 64] {
            cuts.append(stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] })
        }
        for pieces in cuts {
            var scanner = StreamScanner(dialect: sample.dialect, swallowsUsageChunk: sample.swallows)
            let output = Self.run(pieces, &scanner)
            #expect(output == sample.passed)
            #expect(scanner.tokens == sample.tokens)
            #expect(scanner.reported.model?.isEmpty == false)
            #expect(scanner.hasEnded)
            #expect(!scanner.hasError)
        }
    }

    @Test(arguments: samples) func aStreamThatIsCutOffSaysNothingItDoesNotKnow(sample: Sample) {
        // Everything but the last event with numbers, and what comes after it.
        let known = sample.events.prefix(sample.dialect == .openai ? 4 : 3)
        var scanner = StreamScanner(dialect: sample.dialect, swallowsUsageChunk: sample.swallows)
        _ = Self.run([Self.stream(Array(known), lineEnd: sample.lineEnd)[...]], &scanner)
        #expect(scanner.tokens == nil)
        #expect(!scanner.hasEnded)
    }

    @Test func aChunkWithChoicesIsNeverSwallowed() {
        let event = #"data: {"model":"m","choices":[{"index":0}],"usage": {"prompt_tokens":1,"completion_tokens":2}}"#
        var scanner = StreamScanner(dialect: .openai, swallowsUsageChunk: true)
        let bytes = Self.stream([event], lineEnd: "\n")
        #expect(Self.run([bytes[...]], &scanner) == bytes)
        #expect(scanner.tokens == TokenUsage(input: 1, output: 2))
    }

    @Test func bytesAfterTheLastWholeEventAreNotLost() {
        var scanner = StreamScanner(dialect: .openai, swallowsUsageChunk: true)
        let bytes = Array("data: {\"a\":1}\n\ndata: half".utf8)
        #expect(Self.run([bytes[...]], &scanner) == bytes)
    }

    @Test func overlongEventsGoByUnread() {
        let long =
            Array("data: {\"x\":\"".utf8) + Array(repeating: 0x61, count: StreamScanner.eventLimit + 10)
            + Array("\"}\n\n".utf8)
        let rest = Self.stream(Array(Self.openAI.suffix(2)), lineEnd: "\n")
        for size in [1000, 65_536, 1 << 22] {
            let bytes = long + rest
            var scanner = StreamScanner(dialect: .openai, swallowsUsageChunk: true)
            let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
            let output = Self.run(pieces, &scanner)
            #expect(output == long + Self.stream(["data: [DONE]"], lineEnd: "\n"))
            #expect(scanner.tokens == TokenUsage(input: 70, cachedRead: 30, output: 20))
        }
    }

    @Test(arguments: [
        (ProviderType.openai, #"data: {"error":{"message":"x","type":"server_error"}}"# + "\n\n"),
        (.anthropic, "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n"),
    ])
    func errorEventsAreSeen(dialect: ProviderType, text: String) {
        var scanner = StreamScanner(dialect: dialect, swallowsUsageChunk: false)
        let bytes = Array(text.utf8)
        _ = Self.run([bytes[...]], &scanner)
        #expect(scanner.hasError)
    }
}
