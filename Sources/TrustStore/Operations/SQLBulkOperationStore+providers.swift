// SPDX-License-Identifier: Apache-2.0

package import TrustCore

/// Providers that rest, and providers that are left.
extension SQLBulkOperationStore {
    package func pause(_ id: ProviderID, _ operation: BulkOperation, audit: AuditEntry) async throws -> BulkOperation {
        let stored = try await database.write { session in
            guard try session.provider(id, in: operation.organization) != nil else {
                throw StoreError(.notFound("provider"))
            }
            // From here on `beginStart` refuses, so that whoever holds a lease is in the list below.
            try session.execute(
                """
                UPDATE providers SET paused_at = $2,
                    updated_at = CASE WHEN updated_at >= $2 THEN updated_at + 1 ELSE $2 END
                WHERE id = $1 AND paused_at IS NULL
                """,
                [.id(id), .time(operation.createdAt)])
            var operation = operation
            operation.items = try session.holders(of: id, in: operation.organization).map {
                BulkOperation.Item(agent: $0.agent, name: $0.name, action: .stop)
            }
            try session.insert(operation)
            try session.append(audit)
            return operation
        }
        changes.announce()
        return stored
    }

    package func resume(_ id: ProviderID, in organization: OrganizationID, audit: AuditEntry) async throws {
        try await database.write { session in
            let changed = try session.execute(
                """
                UPDATE providers SET paused_at = NULL,
                    updated_at = CASE WHEN updated_at >= $3 THEN updated_at + 1 ELSE $3 END
                WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL
                """, [.id(id), .id(organization), .time(audit.time)])
            guard changed > 0 else { throw StoreError(.notFound("provider")) }
            try session.append(audit)
        }
        changes.announce()
    }

    package func reassign(
        _ reassignment: ProviderReassignment, _ operation: BulkOperation, audit: AuditEntry
    ) async throws -> BulkOperation {
        let stored = try await database.write { session in
            let organization = operation.organization
            guard let from = try session.provider(reassignment.from, in: organization),
                let to = try session.provider(reassignment.to, in: organization)
            else { throw StoreError(.notFound("provider")) }
            guard to.pausedAt == nil else { throw StoreError(.providerPaused) }
            let isMeant = try session.chooser(of: reassignment.labels, in: organization)
            let holders = try session.holders(of: from.id, in: organization).filter { isMeant($0.type) }
            if from.type != to.type {
                let elsewhere = holders.filter(\.isElsewhere)
                guard elsewhere.isEmpty else {
                    throw StoreError(
                        .dialectDiffers(elsewhere.map { .init(id: $0.agent.description, name: $0.name) }))
                }
            }
            try session.moveRoutes(from, to, reassignment.models, at: operation.createdAt, of: isMeant)
            for holder in holders where holder.isElsewhere { try session.requireUse(of: to, by: holder.type) }
            try session.moveLeases(of: holders.filter(\.isElsewhere), from, to, reassignment.models)
            var operation = operation
            operation.items = holders.compactMap { holder in
                if holder.isElsewhere {
                    return BulkOperation.Item(agent: holder.agent, name: holder.name, action: .move, status: .done)
                }
                guard reassignment.restarts else { return nil }
                return BulkOperation.Item(agent: holder.agent, name: holder.name, action: .restart)
            }
            try session.insert(operation)
            try session.append(audit)
            return operation
        }
        changes.announce()
        return stored
    }
}

/// An agent with a lease on a provider.
private struct LeaseHolder: Sendable {
    var agent: AgentID
    var type: AgentTypeID
    var name: String
    /// It runs elsewhere, with a token that nobody can be shown again.
    var isElsewhere: Bool
}

extension SQLSession {
    fileprivate func holders(of provider: ProviderID, in organization: OrganizationID) throws -> [LeaseHolder] {
        try query(
            """
            SELECT DISTINCT a.id, a.name, a.type_id, a.pid, a.state, t.runtime FROM leases l
            JOIN agents a ON a.id = l.agent_id JOIN agent_types t ON t.id = a.type_id
            WHERE l.provider_id = $1 AND l.organization_id = $2 ORDER BY a.name
            """, [.id(provider), .id(organization)]
        ).map { row in
            // Where it runs was decided at its start, whatever its type says now: what runs without a process runs
            // elsewhere. While it starts, there is only its type to go by.
            let (state, runtime): (Agent.State, AgentRuntime) = (try row.member("state"), try row.member("runtime"))
            let hasProcess = try row.integerIfPresent("pid") != nil
            return LeaseHolder(
                agent: try row.id("id"), type: try row.id("type_id"), name: try row.text("name"),
                isElsewhere: !hasProcess && (state == .running || runtime == .external))
        }
    }

    /// Which agent types a selector means, living or not.
    fileprivate func chooser(
        of selector: LabelSelector, in organization: OrganizationID
    ) throws -> (AgentTypeID) -> Bool {
        guard !selector.isEmpty else { return { _ in true } }
        let parameters: [SQLValue] = [.id(organization)]
        let all = "SELECT id FROM agent_types WHERE organization_id = $1"
        let labels: [AgentTypeID: Labels] = try labels(.agentTypes, ofThose: all, parameters)
        let types = try query(all, parameters).map { try $0.id("id") as AgentTypeID }
        let chosen = Set(types.filter { selector.matches(labels[$0] ?? Labels()) })
        return { chosen.contains($0) }
    }

    /// Gives every living agent type on one provider that is meant the other.
    fileprivate func moveRoutes(
        _ from: Provider, _ to: Provider, _ models: [String: String], at moment: Timestamp,
        of isMeant: (AgentTypeID) -> Bool
    ) throws {
        let routes = try query(
            """
            SELECT r.type_id, r.position, r.model FROM agent_type_routes r JOIN agent_types t ON t.id = r.type_id
            WHERE r.provider_id = $1 AND r.organization_id = $2 AND t.deleted_at IS NULL
            """, [.id(from.id), .id(from.organization)]
        ).filter { isMeant(try $0.id("type_id")) }
        let missing = Set(try routes.map { try $0.text("model") }).filter { models[$0] == nil }
        guard from.type == to.type || missing.isEmpty else { throw StoreError(.modelsUnmapped(missing.sorted())) }
        for row in routes {
            let (type, model): (AgentTypeID, String) = (try row.id("type_id"), try row.text("model"))
            try requireUse(of: to, by: type)
            try execute(
                "UPDATE agent_type_routes SET provider_id = $3, model = $4 WHERE type_id = $1 AND position = $2",
                [.id(type), .integer(try row.integer("position")), .id(to.id), .text(models[model] ?? model)])
            try execute(
                """
                UPDATE agent_types SET updated_at = CASE WHEN updated_at >= $2 THEN updated_at + 1 ELSE $2 END
                WHERE id = $1
                """, [.id(type), .time(moment)])
        }
    }

    /// The policy of the provider that takes over must let every type in, also those whose leases move without a start.
    /// What a command of one's own needs is asked at its next start, as ever.
    fileprivate func requireUse(of provider: Provider, by type: AgentTypeID) throws {
        let refusal = try agentType(type, in: provider.organization)?.refusal(under: provider.usePolicy)
        if let refusal, refusal != .approval { throw StoreError(.useRefused(refusal)) }
    }

    /// The leases of agents that run elsewhere go to the other provider's key; token and lease stay what they are.
    fileprivate func moveLeases(
        of holders: [LeaseHolder], _ from: Provider, _ to: Provider, _ models: [String: String]
    ) throws {
        for holder in holders {
            let leases = try query(
                "SELECT id, model FROM leases WHERE agent_id = $1 AND provider_id = $2",
                [.id(holder.agent), .id(from.id)])
            for row in leases {
                let (lease, model): (LeaseID, String) = (try row.id("id"), try row.text("model"))
                try execute(
                    "UPDATE leases SET provider_id = $2, version_id = $3, model = $4 WHERE id = $1",
                    [.id(lease), .id(to.id), .id(to.currentVersion), .text(models[model] ?? model)])
            }
        }
    }
}
