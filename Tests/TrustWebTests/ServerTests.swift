// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOEmbedded
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(5)))
struct ServerTests {
    @Test(arguments: [
        ("localhost", true), ("LOCALHOST:8080", true), ("127.0.0.1:8080", true), ("[::1]:8080", true),
        ("trust.example", true), ("trust.example:8080", true), ("evil.example", false),
        ("localhost.evil.example", false),
        ("localhost:9999", false), ("127.0.0.1:8080:1", false), ("[::1", false), ("", false), ("localhost@evil", false),
        ("localhost:", false), ("[::1]8080", false),
    ])
    func onlyOurOwnNamesAreAnsweredTo(authority: String, isAllowed: Bool) {
        let configuration = ControlServerConfiguration(
            port: 8080, hosts: ControlServerConfiguration.loopback.union(["trust.example"]))
        #expect(configuration.allows(authority: authority) == isAllowed)
    }

    @Test(arguments: [("localhost:8080", 200), ("evil.example", 421), ("evil.example:8080", 421), (nil, 400)])
    func aForeignHostIsMisdirectedWhateverThePath(authority: String?, status: Int) async throws {
        try await House.with { house in
            let (router, _) = makeControlRoutes(
                control: house.control, configuration: ControlServerConfiguration(port: 8080), isReady: { true },
                dashboard: nil)
            for path in ["/healthz", "/api/session", "/"] {
                let context = ControlContext(
                    source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: house.ports.logger))
                let head = HTTPRequest(method: .get, scheme: "http", authority: authority, path: path)
                let response = try await router.buildResponder().respond(
                    to: Request(head: head, body: RequestBody(buffer: ByteBuffer())), context: context)
                if path == "/healthz" || status != 200 { #expect(Int(response.status.code) == status) }
            }
        }
    }

    @Test func everyAnswerHasItsHeaders() async throws {
        try await Site.with { site in
            let key = try await site.apiKey(.viewer)
            for reply in [
                try await site.call("GET", "/healthz"), try await site.call("GET", "/nothing"),
                try await site.call("GET", "/api/nothing"), try await site.call("GET", "/api/providers"),
                try await site.call("GET", "/api/providers", headers: ["X-API-Key": key]),
                try await site.call("TRACE", "/api/providers"), try await site.call("POST", "/api/setup", "{"),
            ] {
                let policy = try #require(reply.headers["content-security-policy"])
                #expect(policy.contains("default-src 'none'"))
                #expect(policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(reply.headers["x-content-type-options"] == "nosniff")
                #expect(reply.headers["referrer-policy"] == "same-origin")
                #expect(reply.headers["cache-control"] == "no-store")
                #expect(reply.headers["x-request-id"]?.count == 36)
                #expect(reply.headers["access-control-allow-origin"] == nil)
            }
        }
    }

    @Test func unknownPathsAndMethodsAreToldApart() async throws {
        try await Site.with { site in
            let api = try await site.call("GET", "/api/nothing")
            #expect(api.status == 404)
            #expect(api.code == "NOT_FOUND")
            let page = try await site.call("GET", "/nothing")
            #expect(page.status == 404)
            #expect(page.headers["content-type"]?.hasPrefix("text/html") == true)
            for method in ["TRACE", "CONNECT", "BREW", "PUT", "OPTIONS"] {
                let reply = try await site.call(method, "/api/providers")
                #expect(reply.status == 405, "\(method)")
                #expect(reply.headers["allow"] == "GET, POST")
            }
        }
    }

    @Test(arguments: [
        (#"{"name":"x","type":"openai","api_key":"sk-0123456789abcdef","surprise":1}"#, "surprise"),
        (#"{"name":"x","name":"y","type":"openai","api_key":"sk-0123456789abcdef"}"#, "name"),
        (#"{"name":"x","n\u0061me":"y","type":"openai","api_key":"sk-0123456789abcdef"}"#, "name"),
        (#"{"name":5,"type":"openai","api_key":"sk-0123456789abcdef"}"#, "name"),
        (#"{"name":"x","type":"bedrock","api_key":"sk-0123456789abcdef"}"#, "type"),
        (#"{"type":"openai","api_key":"sk-0123456789abcdef"}"#, "name"),
        (#"{"name":"x","type":"openai"}"#, "api_key"),
        (#"{"name":"x","type":"openai","api_key":5}"#, "api_key"),
        (#"{"name":"x","type":"openai","api_key":null}"#, "api_key"),
        (#"{"name":"x","type":"openai","api_key":"sk-0123456789abcdef","validate":"no"}"#, "validate"),
        (#"{"name":"x","type":"openai","api_key":"sk-0123456789abcdef","organization_id":"1"}"#, "organization_id"),
        (#"{"name":"x","type":"openai","sk-0123456789abcdef":1}"#, "(unknown)"),
    ])
    func aBodyIsReadStrictly(body: String, field: String) async throws {
        try await Site.with { site in
            let key = try await site.apiKey(.admin)
            let reply = try await site.call("POST", "/api/providers", body, headers: ["X-API-Key": key])
            #expect(reply.status == 400)
            #expect(reply.code == "INVALID_REQUEST")
            #expect(reply.field == field)
            #expect(!reply.text.contains("sk-0123456789abcdef"))
            let stored = try await site.house.control.providers.list(site.house.owner)
            #expect(stored.isEmpty)
        }
    }

    @Test(arguments: ["", "[]", "{", "{}x", #"{"name":"a",}"#, "{'name':1}", #"{"name":01}"#, #""text""#, "nul"])
    func whatIsNoJSONObjectIsRefused(body: String) async throws {
        try await Site.with { site in
            let key = try await site.apiKey(.admin)
            let reply = try await site.call("POST", "/api/providers", body, headers: ["X-API-Key": key])
            #expect(reply.status == 400)
            #expect(reply.code == "INVALID_REQUEST")
        }
    }

    @Test func depthSizeAndTypeAreBounded() async throws {
        try await Site.with { site in
            let headers = ["X-API-Key": try await site.apiKey(.admin)]
            let deep = #"{"name":"# + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "}"
            #expect(try await site.call("POST", "/api/providers", deep, headers: headers).status == 400)
            let long = #"{"name":""# + String(repeating: "x", count: 1 << 20) + #""}"#
            #expect(try await site.call("POST", "/api/providers", long, headers: headers).status == 413)
            let reply = try await site.call(
                "POST", "/api/providers", "{}", headers: headers.merging(["Content-Type": "text/plain"]) { $1 })
            #expect(reply.status == 415)
        }
    }

    @Test func escapedSecretsComeOutAsTheyWereMeant() throws {
        let text = #"a\"\\\/\b\f\n\r\t\u0041\u00e4\ud83d\ude00z"#
        let bytes = Array(text.utf8)
        let found = bytes.withUnsafeBytes { bytes -> String? in
            guard let plain = JSONStringBytes.unescape(bytes) else { return nil }
            return plain.withBytes { String(decoding: $0, as: UTF8.self) }
        }
        #expect(found == "a\"\\/\u{8}\u{c}\n\r\tA\u{e4}\u{1F600}z")
        for broken in [#"\ud83d"#, #"\ude00"#, #"\ud83dx"#, #"\ud83d\u0041"#] {
            let isNil = Array(broken.utf8).withUnsafeBytes { JSONStringBytes.unescape($0) == nil }
            #expect(isNil)
        }
    }

    @Test func aScannedBodyAgreesWithFoundation() throws {
        let good = [
            "{}", #" { "a" : [1, -2.5e+10, {"b": null}], "c":true , "d":"x" } "#, #"{"a":{"a":{"a":1}}}"#, #"{"":0}"#,
        ]
        for text in good {
            _ = try Array(text.utf8).withUnsafeBytes { bytes throws in try JSONBodyScanner.members(of: bytes) }
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
        }
        let bad = [
            "{", "}", #"{"a"}"#, #"{"a":}"#, #"{"a":1 "b":2}"#, #"{"a":.5}"#, #"{"a":1.}"#, #"{"a":+1}"#,
            #"{"a":"\x"}"#,
            #"{"a":"\u12g4"}"#, "{\"a\":\"\u{1}\"}", #"{"a":tru}"#, #"{"a":1}{"#, #"{"a":[1,]}"#, #"{a:1}"#,
            #"{"a":{"b":1,"b":2}}"#,
        ]
        for text in bad {
            #expect(throws: JSONBodyScanner.Problem.self) {
                try Array(text.utf8).withUnsafeBytes { bytes throws in try JSONBodyScanner.members(of: bytes) }
            }
        }
    }
}
