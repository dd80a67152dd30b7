// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The organizations of the installation.
extension SQLIdentityStore: OrganizationStore {
    package func createOrganization(
        _ organization: Organization, owner: User, passwordHash: String, audit: AuditEntry
    ) async throws {
        try await database.write { session in
            guard
                try session.query(
                    "SELECT 1 AS present FROM organizations WHERE name = $1 LIMIT 1", [.text(organization.name)]
                ).isEmpty
            else { throw StoreError(.nameTaken(field: "organization")) }
            try session.insert(organization, owner: owner, passwordHash: passwordHash)
            try session.append(audit)
        }
    }

    package func organizations() async throws -> [OrganizationSummary] {
        try await database.read { session in
            try session.query(
                """
                SELECT o.*,
                    (SELECT COUNT(*) FROM memberships m WHERE m.organization_id = o.id) AS people,
                    (SELECT COUNT(*) FROM agents a WHERE a.organization_id = o.id AND a.deleted_at IS NULL) AS agents
                FROM organizations o ORDER BY o.created_at, o.id
                """
            ).map { row in
                OrganizationSummary(
                    organization: Organization(
                        id: try row.id("id"), name: try row.text("name"), createdAt: try row.time("created_at")),
                    people: try row.integer("people"), agents: try row.integer("agents"))
            }
        }
    }
}

extension SQLSession {
    /// The rows of an organization, its first person, and their ownership.
    func insert(_ organization: Organization, owner: User, passwordHash: String) throws {
        try execute(
            "INSERT INTO organizations (id, name, created_at) VALUES ($1, $2, $3)",
            [.id(organization.id), .text(organization.name), .time(organization.createdAt)])
        try execute(
            "INSERT INTO users (id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)",
            [.id(owner.id), .text(owner.email), .text(owner.name), .text(passwordHash), .time(owner.createdAt)])
        try execute(
            "INSERT INTO memberships (organization_id, user_id, role) VALUES ($1, $2, $3)",
            [.id(organization.id), .id(owner.id), .member(Role.owner)])
    }
}
