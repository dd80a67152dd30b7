// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// From start to stop.
extension SQLAgentStore {
    package func beginStart(
        _ id: AgentID, in organization: OrganizationID, tokenHash: Digest32, terms: TokenTerms, at moment: Timestamp
    ) async throws -> AgentStart {
        let start = try await database.write { session in
            guard try session.agent(id, in: organization) != nil else { throw StoreError(.notFound("agent")) }
            guard try session.move(id, to: .starting, from: [.stopped, .error], at: moment) else {
                throw StoreError(.conflict("The agent is not at rest."))
            }
            try session.execute(
                """
                UPDATE agents SET token_hash = $2, token_expires_at = $3, token_addresses = $4, started_at = NULL
                WHERE id = $1
                """, [.id(id), .digest(tokenHash), .optionalTime(terms.expiresAt), .text(terms.storedAddresses)])
            guard let agent = try session.agent(id, in: organization),
                let type = try session.agentType(agent.type, in: organization)
            else { throw StoreError(.notFound("agent type")) }
            guard let provider = try session.provider(type.provider, in: organization) else {
                throw StoreError(.notFound("provider"))
            }
            // In the lease's own transaction: a policy that changes now is seen by the next start.
            if let refusal = type.refusal(under: provider.usePolicy) { throw StoreError(.useRefused(refusal)) }
            let lease = Lease(
                id: .make(at: moment), agent: id, organization: organization, provider: provider.id,
                version: provider.currentVersion, openedAt: moment)
            try Self.open(lease, type: type, session)
            return AgentStart(agent: agent, type: type, provider: provider, lease: lease)
        }
        changes.announce()
        return start
    }

    /// Model and delivery are those of the start: a change of the type takes effect with the next one.
    private static func open(_ lease: Lease, type: AgentType, _ session: any SQLSession) throws {
        try session.execute(
            """
            INSERT INTO leases (id, agent_id, organization_id, provider_id, version_id, position, model, delivery,
                opened_at)
            VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8)
            """,
            [
                .id(lease.id), .id(lease.agent), .id(lease.organization), .id(lease.provider), .id(lease.version),
                .text(type.model), .member(type.delivery), .time(lease.openedAt),
            ])
    }

    package func setProcess(_ process: ProcessIdentity, of id: AgentID) async throws {
        try await database.write { session in
            let changed = try session.execute(
                """
                UPDATE agents SET pid = $2, pid_start_ticks = $3
                WHERE id = $1 AND deleted_at IS NULL AND state NOT IN ('stopped', 'error')
                """, [.id(id), .integer(Int64(process.pid)), .integer(process.startTicks)])
            guard changed == 0 else { return }
            let known = try !session.agents(where: "id = $1", [.id(id)]).isEmpty
            throw StoreError(known ? .conflict("The agent is at rest.") : .notFound("agent"))
        }
    }

    package func markRunning(_ id: AgentID, at moment: Timestamp) async throws -> Bool {
        try await database.write { session in try session.markRunning(id, at: moment) }
    }

    package func markStopping(_ id: AgentID, at moment: Timestamp) async throws -> Bool {
        let changed = try await database.write { session in
            try session.move(id, to: .stopping, from: [.starting, .running], at: moment)
        }
        // Whoever waits for this agent's messages finds that it may have none any more.
        if changed { signal.wake(.inbox(id)) }
        return changed
    }

    package func finish(
        _ id: AgentID, state: Agent.State, reason: String?, keepsQueue: Bool, at moment: Timestamp
    ) async throws {
        guard state == .stopped || state == .error else {
            throw StoreError(.conflict("An agent ends in stopped or error."))
        }
        let moved = try await database.write { session in
            try session.execute("DELETE FROM leases WHERE agent_id = $1", [.id(id)])
            let changed = try session.execute(
                """
                UPDATE agents SET state = $2, state_reason = $3, state_changed_at = $4, token_hash = NULL,
                    token_expires_at = NULL, token_addresses = '', pid = NULL, pid_start_ticks = NULL, started_at = NULL
                WHERE id = $1 AND deleted_at IS NULL
                """, [.id(id), .member(state), .optionalText(reason), .time(moment)])
            guard changed > 0 else { throw StoreError(.notFound("agent")) }
            return try session.relocateMessages(of: id, in: keepsQueue ? [.taken] : [.queued, .taken], at: moment) {
                $0 == .taken && state == .error ? .agentFailed : .agentNotRunning
            }
        }
        changes.announce()
        signal.wake(.inbox(id))
        moved.announce(signal)
    }
}
