// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Carries out what a model asks for: enabled tools only, each use permitted by the gateway first.
package struct ToolBox: Sendable {
    private let enabled: [AgentTool]
    private let channel: GatewayChannel
    private let folder: WorkFolder

    package init(enabled: [AgentTool], channel: GatewayChannel, folder: WorkFolder) {
        self.enabled = enabled
        self.channel = channel
        self.folder = folder
    }

    /// - Returns: what to tell the model, and whether a use was permitted and so counts.
    /// - Throws: `CancellationError` only; everything else is told to the model.
    package func run(_ call: ToolCall) async throws -> (result: ToolResult, isCounted: Bool) {
        func failed(_ reason: String) -> ToolResult { ToolResult(callID: call.id, content: reason, isError: true) }
        guard let tool = AgentTool(rawValue: call.name), enabled.contains(tool) else {
            return (failed("there is no such tool"), false)
        }
        let name = ToolDefinition.argument(of: tool)
        guard case .object(let arguments) = call.arguments, arguments.count == 1, let argument = arguments[name]?.text
        else { return (failed("the arguments must be an object with the text \"\(name)\" alone"), false) }

        let permit: ToolPermit
        do {
            permit = try await channel.permit(tool, ToolRequest(url: tool == .httpGet ? argument : nil))
        } catch {
            try Task.checkCancellation()
            return (failed("the gateway could not be asked for a permit"), false)
        }
        switch permit {
        case .limited(let seconds): return (failed("rate limit: try again in \(seconds) s"), false)
        case .refused(let reason): return (failed(reason), false)
        case .permitted(let response):
            do throws(WorkFolder.Refusal) {
                let content = try use(tool, argument, response)
                return (ToolResult(callID: call.id, content: content), true)
            } catch {
                return (failed(error.message), true)
            }
        }
    }

    private func use(_ tool: AgentTool, _ argument: String, _ response: ToolResponse) throws(WorkFolder.Refusal)
        -> String
    {
        switch tool {
        case .readFile: return try folder.readFile(argument)
        case .listDirectory:
            let names = try folder.list(argument)
            if names.isEmpty { return "(the folder is empty)" }
            return names.joined(separator: "\n")
                + (names.count == WorkFolder.nameLimit ? "\n(more names are left out)" : "")
        case .httpGet:
            var text = "Status \(response.status ?? 0)"
            if let type = response.contentType { text += ", \(type)" }
            if response.truncated == true { text += ", cut off" }
            return text + "\n\n" + (response.body ?? "")
        }
    }
}
