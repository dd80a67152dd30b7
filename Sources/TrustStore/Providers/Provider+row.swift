// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Provider {
    /// A living provider always has a current version, which its fingerprint is of.
    static let select = """
        SELECT p.*, v.id AS current_version, v.fingerprint AS fingerprint
        FROM providers p JOIN credential_versions v ON v.provider_id = p.id AND v.state = 'current'
        """

    /// Without the agent types that it is kept for, which stand in rows of their own.
    fileprivate init(_ row: SQLRow, labels: Labels) throws {
        var deliveries: Set<CredentialDelivery> = []
        if try row.integer("allows_env") != 0 { deliveries.insert(.env) }
        if try row.integer("allows_leased") != 0 { deliveries.insert(.leased) }
        self.init(
            id: try row.id("id"), organization: try row.id("organization_id"), name: try row.text("name"),
            type: try row.member("type"), baseURL: try row.textIfPresent("base_url"),
            useCase: try row.textIfPresent("use_case"), keyHint: try row.textIfPresent("key_hint"),
            fingerprint: try row.fingerprint("fingerprint"), currentVersion: try row.id("current_version"),
            health: ProviderHealth(
                state: try row.member("health"), checkedAt: try row.timeIfPresent("health_checked_at"),
                message: try row.textIfPresent("health_message")),
            usePolicy: UsePolicy(agentTypes: try row.integer("is_kept") == 0 ? nil : [], deliveries: deliveries),
            createdAt: try row.time("created_at"), updatedAt: try row.time("updated_at"),
            createdBy: try row.idIfPresent("created_by"), labels: labels, pausedAt: try row.timeIfPresent("paused_at"))
    }
}

extension SQLSession {
    /// Living providers; `condition` speaks of `p`.
    func providers(where condition: String, _ parameters: [SQLValue]) throws -> [Provider] {
        let labels: [ProviderID: Labels] = try labels(
            .providers, ofThose: "SELECT p.id FROM providers p WHERE \(condition) AND p.deleted_at IS NULL", parameters)
        return try query(
            Provider.select + " WHERE \(condition) AND p.deleted_at IS NULL ORDER BY p.name, p.id", parameters
        ).map { row in
            var provider = try Provider(row, labels: labels[try row.id("id")] ?? Labels())
            guard provider.usePolicy.agentTypes != nil else { return provider }
            let types = try query(
                """
                SELECT k.type_id FROM provider_agent_types k JOIN agent_types t ON t.id = k.type_id
                WHERE k.provider_id = $1 AND t.deleted_at IS NULL
                """, [.id(provider.id)]
            ).map { try $0.id("type_id") as AgentTypeID }
            provider.usePolicy.agentTypes = Set(types)
            return provider
        }
    }
}

extension CredentialVersion {
    /// The lower slot is the one in use; a second is there only while the key service's key is being replaced.
    static let select = """
        SELECT v.*, w.service, w.key_reference, w.wrapped_key
        FROM credential_versions v JOIN credential_wrappings w ON w.version_id = v.id
        """

    init(_ row: SQLRow) throws {
        self.init(
            id: try row.id("id"), provider: try row.id("provider_id"), organization: try row.id("organization_id"),
            number: try row.integer("number"), state: try row.member("state"),
            sealed: SealedCredential(
                record: try row.blob("record"),
                wrapping: KeyWrapping(
                    service: try row.text("service"), keyReference: try row.text("key_reference"),
                    wrappedKey: try row.blob("wrapped_key"))),
            createdAt: try row.time("created_at"))
    }
}
