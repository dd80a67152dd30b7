// SPDX-License-Identifier: Apache-2.0
private import AsyncHTTPClient
private import NIOCore
private import NIOFoundationCompat
private import NIOHTTP1

/// The network as it is. It follows no redirect, since each call carries a credential, and uses no proxy.
package final class HTTPTransport: AgentTransport {
    private let client: HTTPClient
    /// The longest answer that is taken, in bytes.
    private static let answerLimit = 16 << 20

    package init() {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .seconds(10)
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func send(_ request: AgentRequest, within limit: Duration) async throws -> AgentResponse {
        var call = HTTPClientRequest(url: request.url)
        call.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { call.headers.add(name: name, value: value) }
        if let body = request.body { call.body = .bytes(ByteBuffer(bytes: body)) }
        let deadline = NIODeadline.now() + TimeAmount(limit)
        let response = try await client.execute(call, deadline: deadline)
        let body = try await response.body.collect(upTo: Self.answerLimit)
        var headers: [String: String] = [:]
        for header in response.headers { headers[header.name.lowercased()] = header.value }
        return AgentResponse(status: Int(response.status.code), headers: headers, body: Array(body.readableBytesView))
    }

    package func shutdown() async { try? await client.shutdown() }

    /// One thread is all that an agent needs; call before anything touches the network.
    package static func useOneThread() { NIOSingletons.groupLoopCountSuggestion = 1 }
}
