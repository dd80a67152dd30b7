// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent`: agents, and their runs.
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Agents: make, start, stop and watch them.",
        discussion: "An agent is meant by its name or its id.",
        subcommands: [
            AgentList.self, AgentShow.self, AgentCreate.self, AgentStart.self, AgentStop.self, AgentRestart.self,
            AgentLabel.self, AgentDelete.self, AgentStats.self, AgentLogs.self,
        ])
}

extension AgentResponse {
    /// The state, if it is one that this program knows.
    var knownState: Agent.State? { Agent.State(rawValue: state) }

    var colour: Terminal.Colour {
        switch knownState {
        case .running: .good
        case .starting, .stopping: .waiting
        case .stopped: .dim
        case .error, .unknown, nil: .bad
        }
    }

    var facts: Facts {
        var facts = Facts()
        facts.add("Name", name)
        facts.add("Id", id.description)
        facts.add("Type", agentTypeName)
        facts.add("State", state, colour)
        if let stateReason { facts.add("Reason", stateReason) }
        facts.add("Since", HumanTime.relative(stateChangedAt))
        facts.add("Started", HumanTime.relative(startedAt))
        facts.add("Labels", Labels.shown(labels))
        facts.add("With its type's", Labels.shown(effectiveLabels))
        facts.add("Delivery", delivery.rawValue)
        facts.add("Runtime", runtime.rawValue)
        facts.add("Isolation", isolation?.words ?? "runs elsewhere", isolationColour)
        facts.add("Created", HumanTime.relative(createdAt))
        return facts
    }
}
