// SPDX-License-Identifier: Apache-2.0
private import CTrust
private import Foundation
private import TrustCore

/// The program `ag2trust-agent`.
package enum AgentProgram {
    /// Runs until the process is ended; SIGTERM does so at once, having been left at its default.
    /// - Returns: the exit status: 78 where the environment can't be used, 77 where the gateway refuses the token.
    package static func run(environment: [String: String]) async -> Int32 {
        let log = AgentLog.standardError
        // The environment holds a key: other processes of this user shall not read it.
        guard trust_harden_process() == 0 else {
            log.line("the process can't be protected from being read")
            return 71
        }
        do {
            let configuration = try AgentConfiguration(environment: environment)
            HTTPTransport.useOneThread()
            let transport = HTTPTransport()
            log.line("agent \(configuration.agent) started with model \(configuration.settings.model)")
            switch configuration.provider {
            case .openai: try await run(OpenAIConversation.self, configuration, transport, log)
            case .anthropic: try await run(AnthropicConversation.self, configuration, transport, log)
            }
            return 0
        } catch let error as AgentError {
            log.line("agent ends: \(error.publicMessage)")
            return error.kind == .tokenRefused ? 77 : 78
        } catch {
            log.line("agent ends")
            return 70
        }
    }

    private static func run<Conversation: ModelConversation>(
        _: Conversation.Type, _ configuration: AgentConfiguration, _ transport: any AgentTransport, _ log: AgentLog
    ) async throws {
        let folder = try WorkFolder(path: FileManager.default.currentDirectoryPath)
        folder.removeLeftovers()
        let channel = GatewayChannel(
            transport: transport, gatewayURL: configuration.gatewayURL, token: configuration.token)
        let loop = AgentLoop<Conversation>(
            settings: configuration.settings, channel: channel,
            model: ModelClient(
                transport: transport, provider: configuration.provider, baseURL: configuration.baseURL,
                key: configuration.key),
            tools: ToolBox(
                enabled: configuration.tools, channel: channel, folder: folder),
            log: log)
        try await loop.run()
    }
}
