// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustDialects

/// What a request is for, read from its path alone.
enum Destination: Hashable, Sendable {
    /// An operation of a provider's API; `agent` where the path names one, as in `env` delivery.
    case provider(LLMEndpoint, agent: AgentID?)
    case channel(ChannelOperation)
    /// `/healthz` and `/readyz`.
    case health, readiness

    enum ChannelOperation: Hashable, Sendable {
        case nextMessage
        case reply
        case tool(String)
    }

    /// What is at a path, which is given without the query; `nil` for a path that nothing is at.
    init?(path: Substring) { self.init(path.utf8) }

    private init?(_ path: Substring.UTF8View) {
        if let endpoint = LLMEndpoint.at(path: path) {
            self = .provider(endpoint, agent: nil)
            return
        }
        if path.starts(with: "/a/".utf8) {
            // `/a/`, 36 characters of id, and the provider's own path.
            let rest = path.dropFirst(3)
            guard let agent = AgentID(rest.prefix(36)), let endpoint = LLMEndpoint.at(path: rest.dropFirst(36))
            else { return nil }
            self = .provider(endpoint, agent: agent)
            return
        }
        switch Substring(path) {
        case "/agent/v1/messages": self = .channel(.nextMessage)
        case "/agent/v1/replies": self = .channel(.reply)
        case "/healthz": self = .health
        case "/readyz": self = .readiness
        default:
            let tools = "/agent/v1/tools/".utf8
            guard path.starts(with: tools) else { return nil }
            let tool = path.dropFirst(tools.count)
            guard !tool.isEmpty, !tool.contains(UInt8(ascii: "/")) else { return nil }
            self = .channel(.tool(String(Substring(tool))))
        }
    }

    var method: String {
        switch self {
        case .provider(let endpoint, _): endpoint.method
        case .channel(.nextMessage), .health, .readiness: "GET"
        case .channel: "POST"
        }
    }
}
