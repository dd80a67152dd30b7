// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Agents. How they start and end is in a file of its own beside this one.
package struct SQLAgentStore: AgentStore {
    let database: any Database
    let changes: ChangeFeed
    let signal: MessageSignal

    /// The `signal` is shared with the message store and the inbox, whose waiters learn of an agent's end from it.
    package init(database: any Database, changes: ChangeFeed, signal: MessageSignal) {
        self.database = database
        self.changes = changes
        self.signal = signal
    }

    package func agents(in organization: OrganizationID) async throws -> [Agent] {
        try await database.read { session in
            try session.agents(where: "organization_id = $1", [.id(organization)])
        }
    }

    package func agents(ofType type: AgentTypeID, in organization: OrganizationID) async throws -> [Agent] {
        try await database.read { session in
            try session.agents(where: "type_id = $1 AND organization_id = $2", [.id(type), .id(organization)])
        }
    }

    package func agent(_ id: AgentID, in organization: OrganizationID) async throws -> Agent? {
        try await database.read { session in try session.agent(id, in: organization) }
    }

    package func activeAgents() async throws -> [Agent] {
        try await database.read { session in
            try session.agents(where: "state IN ('starting', 'running', 'stopping')", [])
        }
    }

    package func insert(_ agent: Agent, audit: AuditEntry) async throws {
        try await database.write { session in
            guard try session.agentType(agent.type, in: agent.organization) != nil else {
                throw StoreError(.notFound("agent type"))
            }
            try session.execute(
                """
                INSERT INTO agents (id, organization_id, type_id, name, state, state_reason, state_changed_at, pid,
                    pid_start_ticks, started_at, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                """,
                [
                    .id(agent.id), .id(agent.organization), .id(agent.type), .text(agent.name), .member(agent.state),
                    .optionalText(agent.stateReason), .time(agent.stateChangedAt),
                    .optionalInteger(agent.process.map { Int64($0.pid) }),
                    .optionalInteger(agent.process?.startTicks), .optionalTime(agent.startedAt),
                    .time(agent.createdAt),
                ])
            try session.set(agent.labels, of: agent.id, in: agent.organization, .agents)
            try session.append(audit)
        }
        changes.announce()
    }

    package func update(_ agent: Agent, when precondition: Precondition, audit: AuditEntry) async throws {
        try await database.write { session in
            guard let current = try session.agent(agent.id, in: agent.organization) else {
                throw StoreError(.notFound("agent"))
            }
            try precondition.check(current.version)
            try session.execute(
                "UPDATE agents SET name = $3 WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL",
                [.id(agent.id), .id(agent.organization), .text(agent.name)])
            try session.set(agent.labels, of: agent.id, in: agent.organization, .agents)
            try session.append(audit)
        }
        changes.announce()
    }

    package func delete(
        _ id: AgentID, in organization: OrganizationID, when precondition: Precondition, audit: AuditEntry
    ) async throws {
        let ended = try await database.write { session in
            guard let agent = try session.agent(id, in: organization) else { throw StoreError(.notFound("agent")) }
            try precondition.check(agent.version)
            guard agent.state == .stopped || agent.state == .error else {
                throw StoreError(.conflict("The agent has to be stopped first."))
            }
            try session.execute(
                "UPDATE agents SET deleted_at = $2 WHERE id = $1", [.id(id), .time(audit.time)])
            try session.append(audit)
            return try session.relocateMessages(of: id, in: [.queued, .taken], at: audit.time) { _ in .agentNotFound }
        }
        changes.announce()
        ended.announce(signal)
    }
}
