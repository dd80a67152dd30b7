// SPDX-License-Identifier: Apache-2.0

/// Agent types.
package protocol AgentTypeStore: Sendable {
    func agentTypes(in organization: OrganizationID) async throws -> [AgentType]
    func agentType(_ id: AgentTypeID, in organization: OrganizationID) async throws -> AgentType?
    func agentType(endpointSlug: String, in organization: OrganizationID) async throws -> AgentType?
    /// - Throws: `StoreError.nameTaken` (details name `slug` or `endpoint_slug`), `StoreError.notFound` (its provider).
    func insert(_ type: AgentType, audit: AuditEntry) async throws
    /// Everything but the approval, which a change of command or delivery takes away.
    /// - Throws: as `insert`, and `StoreError.changed`.
    func update(_ type: AgentType, when precondition: Precondition, audit: AuditEntry) async throws
    /// Notes an approval, or takes it away with `nil`.
    /// - Throws: `StoreError.conflict` where command or delivery are not what was approved any more,
    ///   `StoreError.notFound`.
    func setApproval(
        _ approval: CommandApproval?, of id: AgentTypeID, in organization: OrganizationID,
        when precondition: Precondition, audit: AuditEntry
    ) async throws
    /// - Throws: `StoreError.inUse` while it has living agents, `StoreError.notFound`, `StoreError.changed`.
    func delete(
        _ id: AgentTypeID, in organization: OrganizationID, when precondition: Precondition, audit: AuditEntry
    ) async throws
}

extension AgentTypeStore {
    /// Whatever its version.
    package func update(_ type: AgentType, audit: AuditEntry) async throws {
        try await update(type, when: .none, audit: audit)
    }

    /// Whatever its version.
    package func delete(_ id: AgentTypeID, in organization: OrganizationID, audit: AuditEntry) async throws {
        try await delete(id, in: organization, when: .none, audit: audit)
    }
}

/// Agents and their leases.
package protocol AgentStore: Sendable {
    func agents(in organization: OrganizationID) async throws -> [Agent]
    func agents(ofType type: AgentTypeID, in organization: OrganizationID) async throws -> [Agent]
    func agent(_ id: AgentID, in organization: OrganizationID) async throws -> Agent?
    /// Those that ought to have a process: `starting`, `running`, `stopping`, of every organization.
    func activeAgents() async throws -> [Agent]
    /// - Throws: `StoreError.nameTaken`, `StoreError.notFound` (its type).
    func insert(_ agent: Agent, audit: AuditEntry) async throws
    /// Changes name and labels.
    /// - Throws: `StoreError.nameTaken`, `StoreError.notFound`, `StoreError.changed`.
    func update(_ agent: Agent, when precondition: Precondition, audit: AuditEntry) async throws
    /// - Throws: `StoreError.inUse` unless it is stopped or in error, `StoreError.notFound`, `StoreError.changed`.
    func delete(
        _ id: AgentID, in organization: OrganizationID, when precondition: Precondition, audit: AuditEntry
    ) async throws

    /// In one transaction: the agent, stopped or in error, becomes `starting` with a new token, and a lease is opened
    /// on the current credential version of its type's provider. The token is good on the given terms.
    /// - Throws: `StoreError.notFound`, `StoreError.conflict` where it is in another state, `StoreError.useRefused`,
    ///   `StoreError.providerPaused`.
    func beginStart(
        _ id: AgentID, in organization: OrganizationID, tokenHash: Digest32, terms: TokenTerms, at moment: Timestamp
    ) async throws -> AgentStart
    /// Notes the launcher's process, before any secret is handed to it.
    func setProcess(_ process: ProcessIdentity, of id: AgentID) async throws
    /// `starting` to `running`, noted at the first poll of the channel; otherwise changes nothing.
    /// - Returns: whether it changed.
    func markRunning(_ id: AgentID, at moment: Timestamp) async throws -> Bool
    /// `starting` or `running` to `stopping`. - Returns: whether it changed.
    func markStopping(_ id: AgentID, at moment: Timestamp) async throws -> Bool
    /// Ends in `stopped` or `error`: closes the leases, forgets token and process. Its unfinished messages go to another
    /// running agent of the type, once, or fail; with `keepsQueue`, for one that starts again at once, only those that
    /// it had taken.
    func finish(_ id: AgentID, state: Agent.State, reason: String?, keepsQueue: Bool, at moment: Timestamp) async throws
}

extension AgentStore {
    /// The end of one that does not start again at once.
    package func finish(_ id: AgentID, state: Agent.State, reason: String?, at moment: Timestamp) async throws {
        try await finish(id, state: state, reason: reason, keepsQueue: false, at: moment)
    }
}

/// What a start begins with.
package struct AgentStart: Sendable {
    package var agent: Agent
    package var type: AgentType
    package var provider: Provider
    package var lease: Lease
    package init(agent: Agent, type: AgentType, provider: Provider, lease: Lease) {
        self.agent = agent
        self.type = type
        self.provider = provider
        self.lease = lease
    }
}
