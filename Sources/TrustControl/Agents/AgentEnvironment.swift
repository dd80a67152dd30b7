// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// What an agent finds in its environment, but for the secrets.
enum AgentEnvironment {
    /// All of it, for a gateway's origin, which has no slash at the end.
    static func make(for start: AgentStart, gateway: String) -> [String: String] {
        let type = start.type
        var environment = [
            AgentVariable.agentID: start.agent.id.description,
            AgentVariable.gatewayURL: gateway,
            AgentVariable.providerType: start.provider.type.rawValue,
            AgentVariable.model: type.model,
            AgentVariable.systemPrompt: type.systemPrompt,
            AgentVariable.tools: type.capabilities.tools.map(\.rawValue).joined(separator: ","),
            start.provider.type.baseURLVariable: baseURL(for: start, gateway: gateway),
        ]
        if let temperature = type.temperature { environment[AgentVariable.temperature] = String(temperature) }
        if let maxTokens = type.maxTokens { environment[AgentVariable.maxTokens] = String(maxTokens) }
        return environment
    }

    /// In `env` delivery the path names the agent, since the key that comes with a call is the provider's; a leased
    /// token names it by itself. OpenAI's clients expect the `/v1`, Anthropic's add it.
    static func baseURL(for start: AgentStart, gateway: String) -> String {
        let root = start.type.delivery == .env ? "\(gateway)/a/\(start.agent.id)" : gateway
        return start.provider.type == .openai ? "\(root)/v1" : root
    }
}
