// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustAgent
import TrustCore

struct AgentConfigurationTests {
    static let good = [
        AgentVariable.agentID: "0199aaaa-0000-7000-8000-000000000001", AgentVariable.agentToken: "tok-canary",
        AgentVariable.gatewayURL: "http://127.0.0.1:8081/", AgentVariable.providerType: "openai",
        AgentVariable.model: "gpt-4o", "OPENAI_API_KEY": "sk-canary",
        "OPENAI_BASE_URL": "http://127.0.0.1:8081/a/0199aaaa-0000-7000-8000-000000000001/v1",
    ]

    private func read(_ changes: [String: String]) throws -> AgentConfiguration {
        try AgentConfiguration(environment: Self.good.merging(changes) { $1 })
    }

    @Test func theLeastIsEnough() throws {
        let configuration = try read([:])
        #expect(configuration.gatewayURL == "http://127.0.0.1:8081")
        #expect(configuration.baseURL.hasSuffix("/v1"))
        #expect(configuration.settings == ModelSettings(model: "gpt-4o"))
        #expect(configuration.tools == [])
    }

    @Test func everythingIsRead() throws {
        let configuration = try read([
            AgentVariable.providerType: "anthropic", "ANTHROPIC_API_KEY": "sk-ant",
            AgentVariable.systemPrompt: "Be brief.",
            AgentVariable.temperature: "0.25", AgentVariable.maxTokens: "100",
            AgentVariable.tools: "read_file, http_get,read_file",
        ])
        #expect(configuration.baseURL == "https://api.anthropic.com")
        #expect(configuration.tools == [.readFile, .httpGet])
        #expect(configuration.settings.systemPrompt == "Be brief.")
        #expect(configuration.settings.temperature == 0.25)
        #expect(configuration.settings.maxTokens == 100)
        #expect(configuration.settings.tools.map(\.name) == ["read_file", "http_get"])
    }

    @Test func anEmptySystemPromptIsNone() throws {
        #expect(try read([AgentVariable.systemPrompt: ""]).settings.systemPrompt == nil)
    }

    @Test(arguments: [
        (AgentVariable.agentID, "x"), (AgentVariable.agentID, ""), (AgentVariable.agentToken, ""),
        (AgentVariable.gatewayURL, "ftp://x"), (AgentVariable.gatewayURL, "127.0.0.1"), (AgentVariable.model, ""),
        (AgentVariable.providerType, "other"), (AgentVariable.temperature, "hot"), (AgentVariable.temperature, "-1"),
        (AgentVariable.temperature, "nan"), (AgentVariable.maxTokens, "0"), (AgentVariable.maxTokens, "1.5"),
        (AgentVariable.tools, "shell"), ("OPENAI_API_KEY", ""), ("OPENAI_BASE_URL", "sk-canary"),
    ])
    func whatCannotBeReadIsNamedWithoutItsValue(name: String, value: String) throws {
        let error = try #require(throws: AgentError.self) { _ = try read([name: value]) }
        #expect(error.kind == .configuration)
        #expect(error.publicMessage.hasPrefix(name + " ") && !error.publicMessage.contains("canary"))
    }

    @Test func credentialsPrintAsNothing() throws {
        let configuration = try read([:])
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [dumped, "\(configuration)", String(reflecting: configuration)] {
            #expect(text.contains("gpt-4o") && !text.contains("canary"))
        }
    }
}
