// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Calls the web for agents' tools: looks a name up once, judges every address that it stands for, and connects to one
/// that was judged, while TLS and the `Host` header keep the name.
///
/// Redirects are not followed: the agent sees where to, and the next address is judged like the first.
package struct ToolClient: ToolHTTPClient {
    /// The longest body that is sent, in bytes.
    package static let sendLimit = 256 << 10

    private let rule: ToolAddressRule
    private let deadline: Duration
    private let bodyLimit: Int
    private let resolve: @Sendable (String) async throws -> [String]

    /// - Parameters:
    ///   - rule: where may be called.
    ///   - deadline: for the whole exchange, the look-up with it.
    ///   - bodyLimit: bytes of a reply's body that are handed over; the rest is cut off.
    ///   - resolve: gives the addresses of a name.
    package init(
        rule: ToolAddressRule, deadline: Duration = .seconds(20), bodyLimit: Int = 1 << 20,
        resolve: @escaping @Sendable (String) async throws -> [String] = { try await HostLookup.addresses(of: $0) }
    ) {
        self.rule = rule
        self.deadline = deadline
        self.bodyLimit = bodyLimit
        self.resolve = resolve
    }

    /// Carries out one use of `http_get` or `http_post`.
    /// - Parameters:
    ///   - tool: which of them.
    ///   - request: what the model asked for.
    /// - Returns: the reply, whatever its status.
    /// - Throws: `OutboundError`; before anything is sent `invalidURL`, `hostNotAllowed`, `addressNotAllowed`,
    ///   `headerNotAllowed`, `requestTooLarge`, and then `unreachable` or `timedOut`.
    package func call(_ tool: AgentTool, _ request: ToolRequest) async throws -> ToolResponse {
        let isPost = tool == .httpPost
        let body = isPost ? Array((request.body ?? "").utf8) : nil
        guard body?.count ?? 0 <= Self.sendLimit else { throw OutboundError(.requestTooLarge) }
        var headers = try ToolHeaders.outgoing(request.headers ?? [:])
        func add(_ name: String, _ value: String) {
            if !headers.contains(where: { $0.name == name }) { headers.append((name, value)) }
        }
        add("accept", "text/*, application/json, application/xml")
        if isPost { add("content-type", "application/json") }
        add("user-agent", "ag2trust-tool/1")
        let (endpoint, path) = try rule.read(request.url ?? "")

        let began = ContinuousClock.now
        let address = try await HostLookup.judgedAddress(of: endpoint, within: deadline, resolve: resolve) {
            try rule.check(endpoint, address: $0)
        }
        let left = deadline - (ContinuousClock.now - began)
        guard left > .zero else { throw OutboundError(.timedOut, address: endpoint.origin) }
        // One client an exchange: what it was told of the name holds for this one only, and no connection is kept.
        let client = OutboundClient(addresses: [endpoint.host: address])
        defer { client.shutdownInBackground() }
        let response = try await client.send(
            OutboundRequest(
                method: isPost ? .post : .get, endpoint: endpoint, path: path, headers: headers, body: body,
                deadline: left, responseLimit: bodyLimit, overflow: .truncate))
        return ToolReply(response).answer
    }
}
