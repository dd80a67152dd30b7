// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent-type`: templates of agents.
struct AgentTypeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent-type",
        abstract: "Agent types: prompt, provider, model and tools that agents are made from.",
        discussion: "An agent type is meant by its name, its slug or its id; a provider by its name or its id.",
        subcommands: [
            AgentTypeList.self, AgentTypeShow.self, AgentTypeCreate.self, AgentTypeUpdate.self, AgentTypeLabel.self,
            AgentTypeApprove.self, AgentTypeDisapprove.self, AgentTypeDelete.self, AgentTypeCapabilities.self,
        ])
}

extension Capability: ExpressibleByArgument {
    /// What is in each of them, a line each.
    static var contents: String {
        allCases.map { "\($0.rawValue): \($0.tools.map(\.rawValue).joined(separator: ", "))" }.joined(separator: "\n")
    }
}
extension CredentialDelivery: ExpressibleByArgument {}
extension AgentRuntime: ExpressibleByArgument {}

extension AgentTypeResponse {
    var facts: Facts {
        var facts = Facts()
        facts.add("Name", name)
        facts.add("Id", id.description)
        facts.add("Slug", slug)
        facts.add("Provider", providerName)
        facts.add("Model", model)
        facts.add("Endpoint", endpointSlug.map { "/api/v1/ask/" + $0 })
        facts.add("Capabilities", capabilities.map(\.rawValue).joined(separator: ", "))
        facts.add("Tools", capabilities.tools.map(\.rawValue).joined(separator: ", "))
        facts.add("Temperature", temperature.map { "\($0)" })
        facts.add("Max tokens", maxTokens.map(HumanNumber.grouped))
        facts.add("Delivery", delivery.rawValue)
        facts.add("Runtime", runtime.rawValue)
        if !command.isEmpty {
            facts.add("Command", ShellWord.line(command))
            facts.add("Approved", HumanTime.relative(approval?.approvedAt))
        }
        if let refusedBy {
            facts.add("Can't start", UseRefusal(rawValue: refusedBy)?.sentence ?? refusedBy, .bad)
        }
        facts.add("Labels", Labels.shown(labels))
        facts.add("Created", HumanTime.relative(createdAt))
        facts.add("Changed", HumanTime.relative(updatedAt))
        return facts
    }

    /// The facts, and the prompt below them as it is.
    var lines: [String] {
        facts.lines + ["", Terminal.coloured("System prompt", .dim), Terminal.safeLines(systemPrompt)]
    }
}
