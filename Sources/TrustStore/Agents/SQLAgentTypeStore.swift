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
                    runtime, updated_at, id, organization_id, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """, Self.values(of: type) + [.time(type.createdAt)])
            try Self.insertParts(of: type, session)
            try session.append(audit)
        }
        changes.announce()
    }

    package func update(_ type: AgentType, audit: AuditEntry) async throws {
        try await database.write { session in
            let changed = try session.execute(
                """
                UPDATE agent_types SET name = $1, slug = $2, system_prompt = $3, endpoint_slug = $4, temperature = $5,
                    max_tokens = $6, delivery = $7, runtime = $8, updated_at = $9
                WHERE id = $10 AND organization_id = $11 AND deleted_at IS NULL
                """, Self.values(of: type))
            guard changed > 0 else { throw StoreError(.notFound("agent type")) }
            try session.execute(
                "DELETE FROM agent_type_routes WHERE type_id = $1 AND position = 0", [.id(type.id)])
            try session.execute("DELETE FROM agent_type_capabilities WHERE type_id = $1", [.id(type.id)])
            try Self.insertParts(of: type, session)
            try session.append(audit)
        }
        changes.announce()
    }

    package func delete(_ id: AgentTypeID, in organization: OrganizationID, audit: AuditEntry) async throws {
        try await database.write { session in
            guard try session.agentType(id, in: organization) != nil else {
                throw StoreError(.notFound("agent type"))
            }
            let agents = try session.query(
                "SELECT id, name FROM agents WHERE type_id = $1 AND deleted_at IS NULL ORDER BY name", [.id(id)]
            ).map { ProviderUse.Entry(id: try $0.text("id"), name: try $0.text("name")) }
            guard agents.isEmpty else { throw StoreError(.agentTypeInUse(agents: agents)) }
            try session.execute(
                "UPDATE agent_types SET deleted_at = $2, updated_at = $2 WHERE id = $1",
                [.id(id), .time(audit.time)])
            try session.append(audit)
        }
        changes.announce()
    }

    /// What both insertion and update write, the key last.
    private static func values(of type: AgentType) -> [SQLValue] {
        [
            .text(type.name), .text(type.slug), .text(type.systemPrompt), .optionalText(type.endpointSlug),
            .optionalReal(type.temperature), .optionalInteger(type.maxTokens), .member(type.delivery),
            .member(type.runtime), .time(type.updatedAt), .id(type.id), .id(type.organization),
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
