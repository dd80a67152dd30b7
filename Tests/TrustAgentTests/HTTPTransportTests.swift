// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustAgent

@Suite(.timeLimit(.minutes(5)))
struct HTTPTransportTests {
    private func send(to server: LoopbackServer, within limit: Duration = .seconds(10)) async throws -> AgentResponse {
        let transport = HTTPTransport()
        let request = AgentRequest(
            method: "POST", url: "http://127.0.0.1:\(server.port)/v1/messages", headers: ["x-api-key": "sk-canary"],
            body: Array("{}".utf8))
        do {
            let response = try await transport.send(request, within: limit)
            await transport.shutdown()
            return response
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    @Test func aCallGoesOutAndItsAnswerComesBack() async throws {
        let server = try LoopbackServer(answer: "HTTP/1.1 429 No\r\nRetry-After: 7\r\ncontent-length: 2\r\n\r\nok")
        let response = try await send(to: server)
        #expect(response.status == 429 && response.retryAfter == 7 && response.body == Array("ok".utf8))
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST /v1/messages HTTP/1.1\r\n") && request.hasSuffix("\r\n\r\n{}"))
        #expect(request.contains("x-api-key: sk-canary\r\n"))
    }

    @Test func redirectsAreNotFollowedWithTheKey() async throws {
        let other = try LoopbackServer(answer: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        let server = try LoopbackServer(
            answer: "HTTP/1.1 307 Go\r\nlocation: http://127.0.0.1:\(other.port)/\r\ncontent-length: 0\r\n\r\n")
        #expect(try await send(to: server).status == 307)
        #expect(other.requests.isEmpty)
    }

    @Test func aServerThatNeverAnswersIsGivenUp() async throws {
        let server = try LoopbackServer(answer: nil)
        await #expect(throws: (any Error).self) { try await send(to: server, within: .milliseconds(200)) }
        #expect(server.requests.count == 1)
    }

    @Test func anEndlessAnswerIsNotTaken() async throws {
        let server = try LoopbackServer(
            answer: "HTTP/1.1 200 OK\r\ncontent-length: 20000000\r\n\r\n" + String(repeating: "x", count: 20_000_000))
        await #expect(throws: (any Error).self) { try await send(to: server) }
    }
}
