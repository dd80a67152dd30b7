// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// What the agent's environment says.
package struct AgentConfiguration: Sendable {
    package var agent: AgentID
    /// For the gateway's agent channel.
    package var token: Credential
    /// Without a slash at its end.
    package var gatewayURL: String
    package var provider: ProviderType
    package var key: Credential
    /// As the provider's own client library takes it: OpenAI's ends in `/v1`, Anthropic's does not.
    package var baseURL: String
    package var settings: ModelSettings
    package var tools: [AgentTool]

    /// Reads the variables of `AgentVariable`, and the provider's key and base URL.
    /// - Throws: `AgentError` of kind `configuration`, naming the variable and never its value.
    package init(environment: [String: String]) throws(AgentError) {
        func wrong(_ name: String, _ what: String) -> AgentError { AgentError(.configuration, "\(name) \(what)") }
        func required(_ name: String) throws(AgentError) -> String {
            guard let text = environment[name], !text.isEmpty else { throw wrong(name, "is not set") }
            return text
        }
        func address(_ name: String, otherwise: String? = nil) throws(AgentError) -> String {
            var text = environment[name] ?? ""
            if text.isEmpty { text = if let otherwise { otherwise } else { try required(name) } }
            while text.hasSuffix("/") { text.removeLast() }
            guard let parts = URLComponents(string: text), parts.scheme == "http" || parts.scheme == "https",
                parts.host?.isEmpty == false
            else { throw wrong(name, "is not an http or https URL") }
            return text
        }
        func number<Number: LosslessStringConvertible & Comparable>(
            _ name: String, in range: ClosedRange<Number>
        ) throws(AgentError) -> Number? {
            guard let text = environment[name], !text.isEmpty else { return nil }
            guard let number = Number(text), range.contains(number) else {
                throw wrong(name, "is not a number in range")
            }
            return number
        }

        guard let agent = AgentID(try required(AgentVariable.agentID)) else {
            throw wrong(AgentVariable.agentID, "is not an id")
        }
        guard let provider = ProviderType(rawValue: try required(AgentVariable.providerType)) else {
            throw wrong(AgentVariable.providerType, "is neither openai nor anthropic")
        }
        self.agent = agent
        self.provider = provider
        token = Credential(try required(AgentVariable.agentToken))
        gatewayURL = try address(AgentVariable.gatewayURL)
        key = Credential(try required(provider.keyVariable))
        baseURL = try address(
            provider.baseURLVariable,
            otherwise: provider == .openai ? provider.defaultBaseURL + "/v1" : provider.defaultBaseURL)
        var tools: [AgentTool] = []
        for name in (environment[AgentVariable.tools] ?? "").split(separator: ",") {
            guard let tool = AgentTool(rawValue: name.trimmingCharacters(in: .whitespaces)) else {
                throw wrong(AgentVariable.tools, "names a tool that does not exist")
            }
            if !tools.contains(tool) { tools.append(tool) }
        }
        self.tools = tools
        settings = ModelSettings(
            model: try required(AgentVariable.model),
            systemPrompt: environment[AgentVariable.systemPrompt].flatMap { $0.isEmpty ? nil : $0 },
            temperature: try number(AgentVariable.temperature, in: 0...2),
            maxTokens: try number(AgentVariable.maxTokens, in: 1...Int64.max),
            tools: tools.map(ToolDefinition.init))
    }
}
