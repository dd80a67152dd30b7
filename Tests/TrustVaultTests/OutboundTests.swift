// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustOutbound

/// The code of the outbound error that a piece of work ends in.
private func outboundCode<R>(_ work: () async throws -> R) async -> OutboundError.Code? {
    do {
        _ = try await work()
        return nil
    } catch {
        return (error as? OutboundError)?.code
    }
}

@Suite(.timeLimit(.minutes(5)))
struct OutboundClientTests {
    private func withClient<R>(_ work: (OutboundClient) async throws -> R) async throws -> R {
        let client = OutboundClient()
        do {
            let result = try await work(client)
            try await client.shutdown()
            return result
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    @Test func aReplyComesBackWhole() async throws {
        let server = try LoopbackServer(status: "404 Not Found", headers: "x-request-id: abc\r\n", body: "hello")
        defer { server.stop() }
        let response = try await withClient { client in
            try await client.send(OutboundRequest(endpoint: server.endpoint, path: "/v1/models"))
        }
        #expect(response.status == 404 && response.body == Array("hello".utf8))
        #expect(response.header("X-Request-ID") == "abc")
    }

    @Test(arguments: [
        (CredentialScheme.bearer, "authorization: Bearer sk-test-0123456789"),
        (.header("x-api-key"), "x-api-key: sk-test-0123456789"),
    ])
    func theCredentialStandsInItsHeader(scheme: CredentialScheme, line: String) async throws {
        let server = try LoopbackServer(body: "{}")
        defer { server.stop() }
        let key = SecretBytes(copying: Array("sk-test-0123456789".utf8))
        let client = OutboundClient()
        _ = try await client.send(
            OutboundRequest(method: .post, endpoint: server.endpoint, path: "/v1/x", body: Array("abc".utf8)),
            credential: key, as: scheme)
        try await client.shutdown()
        let sent = try #require(server.received.first)
        #expect(sent.hasPrefix("POST /v1/x HTTP/1.1"))
        #expect(sent.split(separator: "\r\n").contains { $0.lowercased() == line.lowercased() })
    }

    @Test func aCredentialThatWouldBreakTheHeaderIsNotSent() async throws {
        let server = try LoopbackServer(body: "{}")
        defer { server.stop() }
        let client = OutboundClient()
        for text in ["", "sk-test\r\nx-other: 1", "sk test"] {
            let key = SecretBytes(copying: Array(text.utf8))
            do {
                _ = try await client.send(
                    OutboundRequest(endpoint: server.endpoint, path: "/"), credential: key, as: .bearer)
                Issue.record("sent")
            } catch {
                #expect((error as? OutboundError)?.code == .invalidCredential)
            }
        }
        try await client.shutdown()
        #expect(server.received.isEmpty)
    }

    @Test func redirectsAreNotFollowed() async throws {
        let target = try LoopbackServer(body: "target")
        defer { target.stop() }
        let server = try LoopbackServer(
            status: "302 Found", headers: "location: http://127.0.0.1:\(target.port)/\r\n", body: "moved")
        defer { server.stop() }
        let response = try await withClient { client in
            try await client.send(OutboundRequest(endpoint: server.endpoint, path: "/"))
        }
        #expect(response.status == 302)
        #expect(target.received.isEmpty)
    }

    @Test func aReplyThatIsTooLongFailsOrIsCut() async throws {
        let server = try LoopbackServer(body: String(repeating: "x", count: 5000))
        defer { server.stop() }
        try await withClient { client in
            var request = OutboundRequest(endpoint: server.endpoint, path: "/", responseLimit: 4999)
            #expect(await outboundCode { try await client.send(request) } == .responseTooLarge)
            request.overflow = .truncate
            let cut = try await client.send(request)
            #expect(cut.body.count == 4999 && cut.isTruncated)
            request.responseLimit = 5000
            let whole = try await client.send(request)
            #expect(whole.body.count == 5000 && !whole.isTruncated)
        }
    }

    @Test func theDeadlineCoversTheBody() async throws {
        let server = try LoopbackServer(body: "slow", pause: 5)
        defer { server.stop() }
        try await withClient { client in
            let request = OutboundRequest(
                endpoint: server.endpoint, path: "/x?key=canary", deadline: .milliseconds(300))
            do {
                _ = try await client.send(request)
                Issue.record("answered")
            } catch let error as OutboundError {
                #expect(error.code == .timedOut)
                #expect(!String(reflecting: error).contains("canary"))
            }
        }
    }

    @Test func aPortThatNobodyListensOnIsUnreachable() async throws {
        let server = try LoopbackServer(body: "x")
        let endpoint = server.endpoint
        server.stop()
        try await withClient { client in
            // The port may still accept for the moment that the listener takes to close.
            try await Task.sleep(for: .milliseconds(100))
            let request = OutboundRequest(endpoint: endpoint, path: "/?key=canary")
            do {
                _ = try await client.send(request)
                Issue.record("answered")
            } catch let error as OutboundError {
                #expect(error.code == .unreachable)
                #expect(!String(reflecting: error).contains("canary"))
            }
        }
    }
}

struct HostAllowListTests {
    private func endpoint(_ url: String) throws -> UpstreamEndpoint { try UpstreamEndpoint(baseURL: url) }

    @Test(arguments: [
        ("https://api.example", true), ("https://API.example", true), ("http://api.example", true),
        ("https://api.example:8443", false), ("http://127.0.0.1:8090", true), ("http://127.0.0.1:8091", false),
        ("https://127.0.0.1", false), ("http://[::1]:9000", true), ("http://[::1]", false),
        ("https://sub.api.example", false), ("https://api.example.evil", false), ("https://api.example.", false),
    ])
    func onlyWhatIsListedIsAllowed(url: String, isAllowed: Bool) throws {
        let list = try HostAllowList([" api.example ", "127.0.0.1:8090", "[::1]:9000"])
        #expect(try list.allows(endpoint(url)) == isAllowed)
    }

    @Test func anEmptyListAllowsNothing() throws {
        #expect(try !HostAllowList.empty.allows(endpoint("https://api.openai.com")))
        #expect(try HostAllowList([]).isEmpty)
    }

    @Test(arguments: [
        "", " ", "*", "*.example", "https://api.example", "api.example/v1", "user@api.example", "api.example:",
        "api.example:0", "api.example:65536", "api.example:8o", "[::1", "[::1]9000", "[]:80", "::1", "a b",
    ])
    func whatIsNoHostIsRefused(text: String) async {
        #expect(await outboundCode { try HostAllowList([text]) } == .invalidHostEntry)
    }
}
