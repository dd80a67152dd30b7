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
            let names = enabled.map(\.rawValue).joined(separator: ", ")
            return (failed("there is no such tool" + (names.isEmpty ? "" : "; there are \(names)")), false)
        }
        let arguments: ToolArguments
        do throws(ToolFailure) {
            arguments = try ToolArguments(call.arguments, for: tool)
        } catch {
            return (failed(error.message), false)
        }

        let permit: ToolPermit
        do {
            permit = try await channel.permit(tool, ToolRequest(tool, arguments))
        } catch {
            try Task.checkCancellation()
            return (failed("the gateway could not be asked for a permit"), false)
        }
        switch permit {
        case .limited(let seconds): return (failed("rate limit: try again in \(seconds) s"), false)
        case .refused(let reason): return (failed(reason), false)
        case .permitted(let response):
            do throws(ToolFailure) {
                let content = try await use(tool, arguments, response)
                return (ToolResult(callID: call.id, content: content), true)
            } catch {
                return (failed(error.message), true)
            }
        }
    }

    private func use(
        _ tool: AgentTool, _ arguments: ToolArguments, _ response: ToolResponse
    ) async throws(ToolFailure) -> String {
        switch tool {
        case .readFile, .writeFile, .listDirectory: return try FileTools(folder: folder).use(tool, arguments)
        case .gitStatus, .gitDiff, .gitLog: return try await GitTools(folder: folder).use(tool, arguments)
        case .httpGet, .httpPost: return HTTPTools.text(response)
        }
    }
}
