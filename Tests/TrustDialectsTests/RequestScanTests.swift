// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

@testable import TrustDialects

func scan(_ text: String) throws(RequestScanError) -> RequestScan {
    let bytes = Array(text.utf8)
    return try bytes.withBytes { (bytes) throws(RequestScanError) in try RequestScan(bytes) }
}

extension [UInt8] {
    func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        let result: Result<R, E> = withUnsafeBytes { bytes in
            do throws(E) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

func applying(_ splice: Splice?, to text: String) -> String {
    guard let splice else { return text }
    var bytes = Array(text.utf8)
    bytes.replaceSubrange(splice.range, with: Array(splice.replacement.utf8))
    return String(decoding: bytes, as: UTF8.self)
}

@Suite struct RequestScanTests {
    @Test func theFieldsAreFoundWhereverTheyStand() throws {
        let scan = try scan(
            #" { "messages" : [{"role":"user","content":"say \"model\": \u00e4 {[ \\"}], "stream":true,"#
                + #" "max_tokens": 17, "model" : "gpt-4o-mini" } "#)
        #expect(scan.model == "gpt-4o-mini")
        #expect(scan.streams)
        #expect(scan.maxTokens == 17)
        #expect(scan.includesUsage == nil)
    }

    @Test func theNewerLimitWins() throws {
        #expect(try scan(#"{"max_tokens":5,"model":"m","max_completion_tokens":9}"#).maxTokens == 9)
    }

    @Test func nestedFieldsOfTheSameNamesMeanNothing() throws {
        let scan = try scan(#"{"metadata":{"model":"x","stream":true},"model":"m","tools":[{"model":1}]}"#)
        #expect(scan.model == "m")
        #expect(!scan.streams)
    }

    @Test func escapedNamesAreTheSameNames() throws {
        #expect(try scan(#"{"mod\u0065l":"m\u0031"}"#).model == "m1")
        #expect(throws: RequestScanError(reason: .duplicate("model"))) {
            try scan(#"{"model":"cheap","mod\u0065l":"dear"}"#)
        }
    }

    @Test(arguments: [
        (#"{"model":"a","model":"a"}"#, RequestScanError.Reason.duplicate("model")),
        (#"{"model":"a","stream":true,"stream":false}"#, .duplicate("stream")),
        (#"{"model":"a","stream_options":{"include_usage":true,"include_usage":false}}"#, .duplicate("include_usage")),
        (#"{"messages":[]}"#, .noModel), ("{}", .noModel),
        (#"{"model":7}"#, .badModel), (#"{"model":null}"#, .badModel), (#"{"model":""}"#, .badModel),
        (#"{"model":"a\nb"}"#, .badModel),
        (#"{"model":"a","stream":"true"}"#, .badValue("stream")), (#"{"model":"a","stream":1}"#, .badValue("stream")),
        (#"{"model":"a","stream_options":[]}"#, .badValue("stream_options")),
        ("[]", .notAnObject), ("", .notAnObject), ("null", .notAnObject), (#"{"model":"a"}x"#, .notAnObject),
        (#"{"model":"a"}{"model":"b"}"#, .notAnObject), (#"{"model":"a",}"#, .notAnObject),
        (#"{"model":"a" "b":1}"#, .notAnObject), (#"{"model":"a","b":01}"#, .notAnObject),
        (#"{"model":"a","b":"\x"}"#, .notAnObject), (#"{"model":"a","b":"\u12g4"}"#, .notAnObject),
        ("{\"model\":\"a\u{1}\"}", .notAnObject), (#"{"model":"a","b":[1,}"#, .notAnObject),
        (#"{"model":"a","b":tru}"#, .notAnObject), (#"{"model":"a","b":1.}"#, .notAnObject),
    ])
    func whatIsNotARequestIsRefused(body: String, reason: RequestScanError.Reason) {
        #expect(throws: RequestScanError(reason: reason)) { try scan(body) }
    }

    @Test func longModelNamesAreRefused() {
        #expect(throws: RequestScanError(reason: .badModel)) {
            try scan(#"{"model":"\#(String(repeating: "m", count: RequestScan.modelLengthLimit + 1))"}"#)
        }
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> String {
            #"{"model":"m","a":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        #expect(try scan(nested(63)).model == "m")
        #expect(throws: RequestScanError(reason: .tooDeep)) { try scan(nested(64)) }
        #expect(throws: RequestScanError(reason: .tooDeep)) { try scan(nested(1_000_000)) }
    }

    @Test(arguments: [
        #"{"model":"m","stream":true}"#, #"{"stream_options":null,"model":"m"}"#,
        #"{"model":"m","stream_options":{}}"#, #"{"model":"m","stream_options":{  },"x":1}"#,
        #"{"model":"m","stream_options": {"include_obfuscation":false}}"#,
        #"{"model":"m","stream_options":{"include_usage":false,"a":1}}"#,
        #"{"model":"m","stream_options":{"a":[1,{"b":2}],"include_usage":null}}"#,
        #"{"model":"m","stream_options":{"include_usage":true}}"#,
    ])
    func theSpliceAsksForUsageAndChangesNothingElse(body: String) throws {
        let found = try scan(body)
        let changed = applying(found.includeUsageSplice, to: body)
        #expect(try scan(changed).includesUsage == true)
        var before = try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
        var after = try #require(try JSONSerialization.jsonObject(with: Data(changed.utf8)) as? [String: Any])
        var options = before["stream_options"] as? [String: Any] ?? [:]
        options["include_usage"] = true
        before["stream_options"] = options
        #expect(NSDictionary(dictionary: before) == NSDictionary(dictionary: after))
        after["model"] = "other \"model\""
        let renamed = applying(found.modelSplice("other \"model\""), to: body)
        #expect(try scan(renamed).model == "other \"model\"")
    }

    /// Cuts and flips every byte of a body, and compares with the platform's decoder.
    @Test func damagedBodiesAreNeverTakenForWholeOnes() throws {
        let body = Array(#"{"model":"m","a":[1,-2.5e+3,true,null,{"b":"\u00e9\n"}],"stream":false}"#.utf8)
        for end in 0..<body.count {
            #expect(throws: RequestScanError.self) {
                try Array(body[..<end]).withBytes { (bytes) throws(RequestScanError) in try RequestScan(bytes) }
            }
        }
        var taken = 0
        for index in body.indices {
            for replacement: UInt8 in [0x00, 0x22, 0x2c, 0x3a, 0x5c, 0x5d, 0x7b, 0x7d, 0x30, 0x20] {
                var damaged = body
                damaged[index] = replacement
                let isScanned =
                    (try? damaged.withBytes { (bytes) throws(RequestScanError) in try RequestScan(bytes) }) != nil
                if isScanned {
                    taken += 1
                    #expect((try? JSONSerialization.jsonObject(with: Data(damaged))) != nil, "\(damaged)")
                }
            }
        }
        #expect(taken > 20)
    }
}

/// The scanner against the platform's decoder on generated values.
@Suite struct GeneratedBodyTests {
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    private static let letters = [
        "a", "\"", "\\", "\n", "ä", "😀", "{", "}", "[", ",", ":", "model", "/", "\u{7f}", " ",
    ]

    private func text(_ generator: inout Generator) -> String {
        (0..<Int.random(in: 0...40, using: &generator))
            .map { _ in Self.letters.randomElement(using: &generator) ?? "" }.joined()
    }

    private func value(_ depth: Int, _ generator: inout Generator) -> JSONValue {
        switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .integer(.random(in: -1_000_000...1_000_000, using: &generator))
        case 3: .number(Double(2 * Int.random(in: -99...99, using: &generator) + 1) / 8)
        case 4: .string(text(&generator))
        case 5: .array((0..<Int.random(in: 0...4, using: &generator)).map { _ in value(depth - 1, &generator) })
        default: object(depth - 1, &generator)
        }
    }

    private func object(_ depth: Int, _ generator: inout Generator) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for _ in 0..<Int.random(in: 0...5, using: &generator) { members[text(&generator)] = value(depth, &generator) }
        return .object(members)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func theScanFindsWhatTheDecoderFinds(seed: UInt64) throws {
        var generator = Generator(state: seed)
        guard case .object(var members) = object(5, &generator) else { return }
        let model = "m" + text(&generator).filter { $0 != "\n" && $0 != "\u{7f}" }.prefix(20)
        let streams = Bool.random(using: &generator)
        let limit = Int64.random(in: 0...99_999, using: &generator)
        members["model"] = .string(model)
        members["stream"] = .bool(streams)
        members["max_tokens"] = .integer(limit)
        let encoder = JSONEncoder()
        if Bool.random(using: &generator) { encoder.outputFormatting = .prettyPrinted }
        let body = try encoder.encode(JSONValue.object(members))
        let found = try Array(body).withBytes { (bytes) throws(RequestScanError) in try RequestScan(bytes) }
        #expect(found.model == model)
        #expect(found.streams == streams)
        #expect(found.maxTokens == limit)
        #expect(try JSONDecoder().decode(String.self, from: body[found.modelRange]) == model)

        var bytes = Array(body)
        let splice = try #require(found.includeUsageSplice)
        bytes.replaceSubrange(splice.range, with: Array(splice.replacement.utf8))
        members["stream_options"] = .object(["include_usage": true])
        #expect(try JSONDecoder().decode(JSONValue.self, from: Data(bytes)) == .object(members))
    }
}
