// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// What several repositories ask about providers, inside their own transactions.
extension SQLSession {
    /// A living provider.
    func provider(_ id: ProviderID, in organization: OrganizationID) throws -> Provider? {
        try providers(where: "p.id = $1 AND p.organization_id = $2", [.id(id), .id(organization)]).first
    }

    /// Agents with an open lease, and living agent types that name it.
    func use(of id: ProviderID, in organization: OrganizationID) throws -> ProviderUse {
        func entries(_ sql: String) throws -> [ProviderUse.Entry] {
            try query(sql, [.id(id), .id(organization)]).map {
                ProviderUse.Entry(id: try $0.text("id"), name: try $0.text("name"))
            }
        }
        return ProviderUse(
            agents: try entries(
                """
                SELECT DISTINCT a.id, a.name FROM leases l JOIN agents a ON a.id = l.agent_id
                WHERE l.provider_id = $1 AND l.organization_id = $2 ORDER BY a.name
                """),
            agentTypes: try entries(
                """
                SELECT DISTINCT t.id, t.name FROM agent_type_routes r JOIN agent_types t ON t.id = r.type_id
                WHERE r.provider_id = $1 AND t.organization_id = $2 AND t.deleted_at IS NULL ORDER BY t.name
                """))
    }

    /// Writes down which agent types a provider is kept for; each must be a living one of its organization.
    func replaceAgentTypes(of provider: Provider) throws {
        try execute("DELETE FROM provider_agent_types WHERE provider_id = $1", [.id(provider.id)])
        for type in provider.usePolicy.agentTypes ?? [] {
            guard try agentType(type, in: provider.organization) != nil else {
                throw StoreError(.notFound("agent type"))
            }
            try execute(
                "INSERT INTO provider_agent_types (provider_id, type_id, organization_id) VALUES ($1, $2, $3)",
                [.id(provider.id), .id(type), .id(provider.organization)])
        }
    }

    /// Stores one sealed key with its wrapping.
    func insert(_ version: CredentialVersion, fingerprint: KeyFingerprint) throws {
        try execute(
            """
            INSERT INTO credential_versions (id, provider_id, organization_id, number, state, fingerprint, record,
                created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .id(version.id), .id(version.provider), .id(version.organization), .integer(version.number),
                .member(version.state), .blob(fingerprint.bytes), .blob(version.sealed.record),
                .time(version.createdAt),
            ])
        let wrapping = version.sealed.wrapping
        try execute(
            """
            INSERT INTO credential_wrappings (version_id, slot, service, key_reference, wrapped_key, created_at)
            VALUES ($1, 1, $2, $3, $4, $5)
            """,
            [
                .id(version.id), .text(wrapping.service), .text(wrapping.keyReference), .blob(wrapping.wrappedKey),
                .time(version.createdAt),
            ])
    }
}
