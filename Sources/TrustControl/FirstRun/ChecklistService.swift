// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustVault

/// The way from nothing to a first answer. Most steps tick themselves; that the master key is backed up, a person says.
package struct ChecklistService: Sendable {
    private let identity: any ChecklistStore
    private let providers: any ProviderStore
    private let types: any AgentTypeStore
    private let agents: any AgentStore
    private let usage: any UsageStore
    /// Whether there is a master key in a file, which a person has to keep.
    private let hasKeyFile: Bool
    private let audit: AuditTrail
    private let clock: WallClock

    init(_ ports: ControlPorts, audit: AuditTrail) {
        identity = ports.identity
        providers = ports.providers
        types = ports.agentTypes
        agents = ports.agents
        usage = ports.usage
        hasKeyFile = ports.vault.keyServiceName == LocalKeyService.name
        self.audit = audit
        clock = ports.clock
    }

    /// Where the caller's organization stands.
    package func show(_ caller: Caller) async throws -> Checklist {
        try caller.require(.viewAgents)
        let organization = caller.organization
        let marks = try await identity.checklistMarks(of: organization)
        let agents = try await agents.agents(in: organization)
        var hasAnswered = false
        for agent in agents where !hasAnswered {
            let statistics = try await usage.statistics(ofAgent: agent.id, in: organization, since: nil)
            hasAnswered = statistics.messagesProcessed > 0
        }
        var done: Set<Checklist.Step> = [.owner]
        if marks.keyBackedUpAt != nil || !hasKeyFile { done.insert(.masterKey) }
        if try await !providers.providers(in: organization).isEmpty { done.insert(.provider) }
        if try await !types.agentTypes(in: organization).isEmpty { done.insert(.agentType) }
        if hasAnswered || agents.contains(where: { $0.state == .running }) { done.insert(.agent) }
        if hasAnswered { done.insert(.answer) }
        return Checklist(done: done, isDismissed: marks.dismissedAt != nil)
    }

    /// Writes down that the master key is backed up, or that the list need not be shown.
    /// - Throws: `FORBIDDEN` below admin.
    package func mark(
        _ caller: Caller, keyBackedUp: Bool? = nil, dismissed: Bool? = nil
    ) async throws -> Checklist {
        try caller.require(.manageProviders)
        var marks = try await identity.checklistMarks(of: caller.organization)
        let now = clock.now()
        if let keyBackedUp { marks.keyBackedUpAt = keyBackedUp ? marks.keyBackedUpAt ?? now : nil }
        if let dismissed { marks.dismissedAt = dismissed ? marks.dismissedAt ?? now : nil }
        let changed = marks
        let operation = try await audit.begin(
            "checklist.update", on: "organization:\(caller.organization)", by: caller,
            details: [
                "key_backed_up": String(changed.keyBackedUpAt != nil),
                "dismissed": String(changed.dismissedAt != nil),
            ])
        try await audit.recordingFailure(of: operation) {
            try await identity.setChecklistMarks(
                changed, of: caller.organization, audit: operation.outcome(.succeeded))
        }
        return try await show(caller)
    }
}

/// The steps, and which are done.
package struct Checklist: Sendable, Hashable {
    package enum Step: String, Sendable, CaseIterable {
        case owner
        case masterKey = "master_key"
        case provider
        case agentType = "agent_type"
        case agent
        case answer
    }
    package var done: Set<Step>
    /// Somebody does not want to see it any more.
    package var isDismissed: Bool

    package init(done: Set<Step>, isDismissed: Bool) {
        self.done = done
        self.isDismissed = isDismissed
    }

    package var isComplete: Bool { done.count == Step.allCases.count }
}
