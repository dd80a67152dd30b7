// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Organizations and their people. Sessions, keys and sign-in attempts are in files of their own beside this one.
package struct SQLIdentityStore: IdentityStore {
    let database: any Database
    let clock: WallClock

    package init(database: any Database, clock: WallClock = WallClock()) {
        self.database = database
        self.clock = clock
    }

    package func installation() async throws -> Installation {
        let found = try await database.read { session in try session.installation() }
        if let found { return found }
        let now = clock.now()
        return try await database.write { session in
            try session.makeInstallation(at: now)
            guard let made = try session.installation() else {
                throw StoreError(.unavailable, cause: "no installation")
            }
            return made
        }
    }

    package func setFingerprintKey(_ sealed: SealedCredential) async throws {
        let now = clock.now()
        try await database.write { session in
            try session.makeInstallation(at: now)
            try session.execute(
                """
                UPDATE installation SET fingerprint_record = $1, fingerprint_service = $2,
                    fingerprint_key_reference = $3, fingerprint_wrapped_key = $4
                WHERE fingerprint_record IS NULL
                """,
                [
                    .blob(sealed.record), .text(sealed.wrapping.service), .text(sealed.wrapping.keyReference),
                    .blob(sealed.wrapping.wrappedKey),
                ])
        }
    }

    package func hasOwner() async throws -> Bool {
        try await database.read { session in try session.hasOwner() }
    }

    package func createOwner(
        organization: Organization, user: User, passwordHash: String, audit: AuditEntry
    ) async throws {
        try await database.write { session in
            guard try !session.hasOwner() else { throw StoreError(.alreadySetUp) }
            try session.insert(organization, owner: user, passwordHash: passwordHash)
            try session.append(audit)
        }
    }

    package func user(email: String) async throws -> (user: User, passwordHash: String, membership: Membership)? {
        try await database.read { session in
            try session.query(
                """
                SELECT u.*, m.organization_id, m.user_id, m.role FROM users u JOIN memberships m ON m.user_id = u.id
                WHERE u.email = $1 ORDER BY m.organization_id LIMIT 1
                """, [.text(email)]
            ).first.map { row in
                (user: try User(row), passwordHash: try row.text("password_hash"), membership: try Membership(row))
            }
        }
    }

    package func user(_ id: UserID) async throws -> User? {
        try await database.read { session in
            try session.query("SELECT * FROM users WHERE id = $1", [.id(id)]).first.map { try User($0) }
        }
    }

    package func organization(_ id: OrganizationID) async throws -> Organization? {
        try await database.read { session in
            try session.query("SELECT * FROM organizations WHERE id = $1", [.id(id)]).first.map {
                Organization(id: try $0.id("id"), name: try $0.text("name"), createdAt: try $0.time("created_at"))
            }
        }
    }

    package func membership(user: UserID, organization: OrganizationID) async throws -> Membership? {
        try await database.read { session in
            try session.query(
                "SELECT * FROM memberships WHERE user_id = $1 AND organization_id = $2",
                [.id(user), .id(organization)]
            ).first.map { try Membership($0) }
        }
    }
}

extension SQLSession {
    fileprivate func hasOwner() throws -> Bool {
        try !query("SELECT 1 AS present FROM memberships WHERE role = 'owner' LIMIT 1").isEmpty
    }

    func installation() throws -> Installation? {
        guard let row = try query("SELECT * FROM installation").first else { return nil }
        var key: SealedCredential?
        if let record = try row.blobIfPresent("fingerprint_record") {
            key = SealedCredential(
                record: record,
                wrapping: KeyWrapping(
                    service: try row.text("fingerprint_service"),
                    keyReference: try row.text("fingerprint_key_reference"),
                    wrappedKey: try row.blob("fingerprint_wrapped_key")))
        }
        return Installation(id: try row.id("id"), createdAt: try row.time("created_at"), fingerprintKey: key)
    }
}

extension User {
    fileprivate init(_ row: SQLRow) throws {
        self.init(
            id: try row.id("id"), email: try row.text("email"), name: try row.text("name"),
            createdAt: try row.time("created_at"))
    }
}

extension Membership {
    fileprivate init(_ row: SQLRow) throws {
        self.init(
            organization: try row.id("organization_id"), user: try row.id("user_id"), role: try row.member("role"))
    }
}
