// SPDX-License-Identifier: Apache-2.0
package import TrustCore
package import TrustVault

/// More organizations than the first: for whoever holds the installation's data, and nobody else.
package struct OrganizationService: Sendable {
    private let organizations: any OrganizationStore
    private let passwords: PasswordHasher
    private let audit: AuditTrail
    private let clock: WallClock

    package init(
        organizations: any OrganizationStore, log: any AuditLog, passwords: PasswordHasher, clock: WallClock
    ) {
        self.organizations = organizations
        self.passwords = passwords
        self.audit = AuditTrail(log: log, clock: clock)
        self.clock = clock
    }

    /// All, the default one first.
    package func list() async throws -> [OrganizationSummary] { try await organizations.organizations() }

    /// Makes an organization and its owner.
    /// - Throws: `INVALID_REQUEST` naming the field; `NAME_TAKEN` for the name, or an address that has an account.
    package func create(
        name: String, ownerEmail: String, ownerName: String, password: consuming SecretBytes
    ) async throws -> SetupResult {
        let made = try SetupResult(organization: name, email: ownerEmail, name: ownerName, at: clock.now())
        let hash = try await passwords.hash(password)
        let operation = try await audit.begin(
            "organization.create", on: "organization:\(made.organization.id)", actor: .system("command-line"),
            in: made.organization.id)
        try await audit.recordingFailure(of: operation) {
            try await organizations.createOrganization(
                made.organization, owner: made.user, passwordHash: hash,
                audit: operation.outcome(.succeeded, details: ["owner": "user:\(made.user.id)"]))
        }
        return made
    }
}
