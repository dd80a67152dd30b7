// SPDX-License-Identifier: Apache-2.0

/// The organizations of an installation, as its operator sees them.
package protocol OrganizationStore: Sendable {
    /// Creates an organization beside others, its owner and the membership in one transaction, with the audit row.
    /// - Throws: `StoreError.nameTaken` (`organization`, or `email` where the address has an account already).
    func createOrganization(
        _ organization: Organization, owner: User, passwordHash: String, audit: AuditEntry) async throws
    /// All, oldest first: the first is the default one.
    func organizations() async throws -> [OrganizationSummary]
}

/// An organization with what it has.
package struct OrganizationSummary: Sendable, Hashable {
    package var organization: Organization
    package var people: Int64
    package var agents: Int64

    package init(organization: Organization, people: Int64, agents: Int64) {
        self.organization = organization
        self.people = people
        self.agents = agents
    }
}
