// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Agent types.
package struct SQLAgentTypeStore: AgentTypeStore {
    private let database: any Database
    private let changes: ChangeFeed

    package init(database: any Database, changes: ChangeFeed) {
        self.database = database
        self.changes = changes
    }

    package func agentTypes(in organization: OrganizationID) async throws -> [AgentType] {
        try await database.read { session in
            try session.agentTypes(where: "t.organization_id = $1", [.id(organization)])
        }
    }

    package func agentType(_ id: AgentTypeID, in organization: OrganizationID) async throws -> AgentType? {
        try await database.read { session in try session.agentType(id, in: organization) }
    }

    package func agentType(endpointSlug: String, in organization: OrganizationID) async throws -> AgentType? {
        try await database.read { session in
            try session.agentTypes(
                where: "t.endpoint_slug = $1 AND t.organization_id = $2", [.text(endpointSlug), .id(organization)]
            ).first
        }
    }

    package func insert(_ type: AgentType, audit: AuditEntry) async throws {
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO agent_types (name, slug, system_prompt, endpoint_slug, temperature, max_tokens, delivery,
                    runtime, updated_at, command, id, organization_id, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """, try Self.values(of: type) + [.time(type.createdAt)])
            try Self.insertParts(of: type, session)
            try session.append(audit)
        }
        changes.announce()
    }

    package func update(_ type: AgentType, when precondition: Precondition, audit: AuditEntry) async throws {
        try await database.write { session in
            guard let current = try session.agentType(type.id, in: type.organization) else {
                throw StoreError(.notFound("agent type"))
            }
            try precondition.check(current.version)
            if current.command != type.command || current.delivery != type.delivery {
                try session.execute("UPDATE agent_types SET \(Self.noApproval) WHERE id = $1", [.id(type.id)])
            }
            try session.execute(
                """
                UPDATE agent_types SET name = $1, slug = $2, system_prompt = $3, endpoint_slug = $4, temperature = $5,
                    max_tokens = $6, delivery = $7, runtime = $8, updated_at = $9, command = $10
                WHERE id = $11 AND organization_id = $12 AND deleted_at IS NULL
                """, try Self.values(of: type))
            try session.execute(
                "DELETE FROM agent_type_routes WHERE type_id = $1 AND position = 0", [.id(type.id)])
            try session.execute("DELETE FROM agent_type_capabilities WHERE type_id = $1", [.id(type.id)])
            try Self.insertParts(of: type, session)
            try session.append(audit)
        }
        changes.announce()
    }

    package func setApproval(
        _ approval: CommandApproval?, of id: AgentTypeID, in organization: OrganizationID,
        when precondition: Precondition, audit: AuditEntry
    ) async throws {
        try await database.write { session in
            guard let type = try session.agentType(id, in: organization) else {
                throw StoreError(.notFound("agent type"))
            }
            try precondition.check(type.version)
            try session.execute(
                "UPDATE agent_types SET \(Self.noApproval), updated_at = $2 WHERE id = $1",
                [.id(id), .time(max(audit.time, Timestamp(microseconds: type.updatedAt.microseconds + 1)))])
            if let approval {
                guard approval.command == type.command, approval.delivery == type.delivery else {
                    throw StoreError(.conflict("The agent type has changed meanwhile. Look at it again."))
                }
                try session.execute(
                    """
                    UPDATE agent_types SET approved_command = $2, approved_delivery = $3, approved_at = $4,
                        approved_by = $5
                    WHERE id = $1
                    """,
                    [
                        .id(id), .optionalText(try CommandText.write(approval.command)), .member(approval.delivery),
                        .time(approval.approvedAt), .optionalID(approval.approvedBy),
                    ])
            }
            try session.append(audit)
        }
        changes.announce()
    }

    private static let noApproval =
        "approved_delivery = NULL, approved_command = NULL, approved_at = NULL, approved_by = NULL"

    package func delete(
        _ id: AgentTypeID, in organization: OrganizationID, when precondition: Precondition, audit: AuditEntry
    ) async throws {
        try await database.write { session in
            guard let current = try session.agentType(id, in: organization) else {
                throw StoreError(.notFound("agent type"))
            }
            try precondition.check(current.version)
            let agents = try session.query(
                "SELECT id, name FROM agents WHERE type_id = $1 AND deleted_at IS NULL ORDER BY name", [.id(id)]
            ).map { ProviderUse.Entry(id: try $0.text("id"), name: try $0.text("name")) }
            guard agents.isEmpty else { throw StoreError(.agentTypeInUse(agents: agents)) }
            try session.execute(
                "UPDATE agent_types SET deleted_at = $2, updated_at = $2 WHERE id = $1",
                [.id(id), .time(audit.time)])
            // A provider that was kept for it alone is kept for nobody then, not for everybody.
            try session.execute("DELETE FROM provider_agent_types WHERE type_id = $1", [.id(id)])
            try session.append(audit)
        }
        changes.announce()
    }

    /// What both insertion and update write, the key last.
    private static func values(of type: AgentType) throws -> [SQLValue] {
        [
            .text(type.name), .text(type.slug), .text(type.systemPrompt), .optionalText(type.endpointSlug),
            .optionalReal(type.temperature), .optionalInteger(type.maxTokens), .member(type.delivery),
            .member(type.runtime), .time(type.updatedAt), .optionalText(try CommandText.write(type.command)),
            .id(type.id), .id(type.organization),
        ]
    }

    /// Route, labels and capabilities. The provider is looked at in this transaction, so that it can't be deleted meanwhile.
    private static func insertParts(of type: AgentType, _ session: any SQLSession) throws {
        guard try session.provider(type.provider, in: type.organization) != nil else {
            throw StoreError(.notFound("provider"))
        }
        try session.execute(
            """
            INSERT INTO agent_type_routes (type_id, organization_id, position, provider_id, model)
            VALUES ($1, $2, 0, $3, $4)
            """, [.id(type.id), .id(type.organization), .id(type.provider), .text(type.model)])
        try session.set(type.labels, of: type.id, in: type.organization, .agentTypes)
        for (position, capability) in type.capabilities.enumerated() {
            try session.execute(
                "INSERT INTO agent_type_capabilities (type_id, capability, position) VALUES ($1, $2, $3)",
                [.id(type.id), .member(capability), .integer(Int64(position))])
        }
    }
}
