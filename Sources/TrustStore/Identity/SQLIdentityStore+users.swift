// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The people of an organization. Invitations are in a file of their own beside this one.
extension SQLIdentityStore: PeopleStore {
    package func people(in organization: OrganizationID) async throws -> [Person] {
        try await database.read { session in
            try session.query(
                """
                SELECT u.*, m.role, m.last_active_at FROM memberships m JOIN users u ON u.id = m.user_id
                WHERE m.organization_id = $1 ORDER BY u.email
                """, [.id(organization)]
            ).map { try Person($0) }
        }
    }

    package func person(_ id: UserID, in organization: OrganizationID) async throws -> Person? {
        try await database.read { session in
            try session.query(
                """
                SELECT u.*, m.role, m.last_active_at FROM memberships m JOIN users u ON u.id = m.user_id
                WHERE m.organization_id = $1 AND m.user_id = $2
                """, [.id(organization), .id(id)]
            ).first.map { try Person($0) }
        }
    }

    package func setRole(
        _ role: Role, of user: UserID, in organization: OrganizationID, ceiling: Role, when precondition: Precondition,
        audit: AuditEntry
    ) async throws {
        try await database.write { session in
            let before = try session.role(of: user, in: organization, ceiling: ceiling)
            try precondition.check(Person.version(of: before))
            guard role <= ceiling else { throw StoreError(.forbidden) }
            if before == .owner, role != .owner { try session.requireOwner(of: organization, beside: user) }
            try session.execute(
                "UPDATE memberships SET role = $3 WHERE organization_id = $1 AND user_id = $2",
                [.id(organization), .id(user), .member(role)])
            try session.append(audit)
        }
    }

    package func removePerson(
        _ user: UserID, from organization: OrganizationID, ceiling: Role, when precondition: Precondition,
        audit: AuditEntry
    ) async throws {
        try await database.write { session in
            let role = try session.role(of: user, in: organization, ceiling: ceiling)
            try precondition.check(Person.version(of: role))
            if role == .owner { try session.requireOwner(of: organization, beside: user) }
            // Their sessions go with the membership, by the foreign key.
            try session.execute(
                "DELETE FROM memberships WHERE organization_id = $1 AND user_id = $2", [.id(organization), .id(user)])
            try session.execute(
                """
                DELETE FROM users WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = $1)
                """, [.id(user)])
            try session.append(audit)
        }
    }
}

extension SQLSession {
    /// The role of somebody who may be changed under a ceiling.
    fileprivate func role(
        of user: UserID, in organization: OrganizationID, ceiling: Role
    ) throws -> Role {
        let rows = try query(
            "SELECT role FROM memberships WHERE organization_id = $1 AND user_id = $2", [.id(organization), .id(user)])
        guard let row = rows.first else { throw StoreError(.notFound("user")) }
        let role: Role = try row.member("role")
        guard role <= ceiling else { throw StoreError(.forbidden) }
        return role
    }

    fileprivate func requireOwner(of organization: OrganizationID, beside user: UserID) throws {
        let others = try query(
            """
            SELECT 1 AS present FROM memberships
            WHERE organization_id = $1 AND user_id <> $2 AND role = 'owner' LIMIT 1
            """, [.id(organization), .id(user)])
        guard !others.isEmpty else { throw StoreError(.lastOwner) }
    }
}

extension Person {
    fileprivate init(_ row: SQLRow) throws {
        self.init(
            user: User(
                id: try row.id("id"), email: try row.text("email"), name: try row.text("name"),
                createdAt: try row.time("created_at")),
            role: try row.member("role"), lastActiveAt: try row.timeIfPresent("last_active_at"))
    }
}
