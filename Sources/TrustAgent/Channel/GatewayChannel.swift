// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// What the gateway said to a tool's use.
package enum ToolPermit: Sendable, Hashable {
    case permitted(ToolResponse)
    /// The limit is used up; how many seconds to wait.
    case limited(seconds: Int)
    /// Not allowed, or not possible, in words for the model.
    case refused(String)
}

/// The agent's own channel at the gateway: messages in, replies out, permits.
package struct GatewayChannel: Sendable {
    private let transport: any AgentTransport
    private let url: String
    private let token: Credential

    package init(transport: any AgentTransport, gatewayURL: String, token: Credential) {
        self.transport = transport
        url = gatewayURL + "/agent/v1/"
        self.token = token
    }

    /// Waits for a message, as long as the gateway lets it; `nil` where there was none.
    /// - Throws: `AgentError` of kind `tokenRefused` at 401, `channel` at what is unforeseen, or the transport's.
    package func next() async throws -> ChannelMessage? {
        // The gateway answers after 25 seconds at the latest.
        let response = try await send("GET", "messages", nil, within: .seconds(40))
        switch response.status {
        case 200:
            do {
                return try JSONDecoder().decode(ChannelMessage.self, from: Data(response.body))
            } catch {
                throw AgentError(.channel, "The gateway's message can't be read.")
            }
        case 204: return nil
        case 401: throw AgentError(.tokenRefused, "The gateway does not take this agent's token.")
        default: throw AgentError(.channel, "The gateway answered with status \(response.status).")
        }
    }

    /// Hands an answer over.
    /// - Returns: whether the gateway wanted it; it does not where the message is answered or given up.
    /// - Throws: as `next`.
    package func post(_ reply: ChannelReply) async throws -> Bool {
        let response = try await send("POST", "replies", try JSONEncoder().encode(reply), within: .seconds(30))
        switch response.status {
        case 200..<300: return true
        case 401: throw AgentError(.tokenRefused, "The gateway does not take this agent's token.")
        case 400, 404, 409, 410, 413, 422: return false
        default: throw AgentError(.channel, "The gateway answered with status \(response.status).")
        }
    }

    /// Asks to be permitted one use of a tool.
    /// - Throws: the transport's error, or `CancellationError`.
    package func permit(_ tool: AgentTool, _ request: ToolRequest = ToolRequest()) async throws -> ToolPermit {
        let body = try JSONEncoder().encode(request)
        let response = try await send("POST", "tools/\(tool.rawValue)", body, within: .seconds(90))
        switch response.status {
        case 200:
            guard let answer = try? JSONDecoder().decode(ToolResponse.self, from: Data(response.body)) else {
                return .refused("the gateway's answer can't be read")
            }
            return answer.permitted ? .permitted(answer) : .refused("it is not permitted")
        case 429: return .limited(seconds: response.retryAfter ?? 60)
        default: return .refused(Self.reason(response))
        }
    }

    /// The gateway's sentence, which is safe to show to the model.
    private static func reason(_ response: AgentResponse) -> String {
        struct Problem: Decodable { var error: String }
        guard let problem = try? JSONDecoder().decode(Problem.self, from: Data(response.body)) else {
            return "the gateway answered with status \(response.status)"
        }
        return String(problem.error.prefix(300))
    }

    private func send(_ method: String, _ path: String, _ body: Data?, within limit: Duration) async throws
        -> AgentResponse
    {
        var headers = ["authorization": "Bearer \(token.headerValue)", "accept": "application/json"]
        if body != nil { headers["content-type"] = "application/json" }
        return try await transport.send(
            AgentRequest(method: method, url: url + path, headers: headers, body: body.map { Array($0) }), within: limit
        )
    }
}
