// SPDX-License-Identifier: Apache-2.0

/// Who may come in: organizations, users, sessions, API keys.
package protocol IdentityStore: Sendable {
    /// The installation's row, made at first call.
    func installation() async throws -> Installation
    /// Stores the sealed fingerprint key, once; a second call changes nothing.
    func setFingerprintKey(_ sealed: SealedCredential) async throws
    /// Whether an owner exists; before that only setup answers.
    func hasOwner() async throws -> Bool
    /// Creates organization, user and membership in one transaction, with the audit rows; refuses if an owner exists.
    /// - Throws: `StoreError.alreadySetUp`.
    func createOwner(
        organization: Organization, user: User, passwordHash: String, audit: AuditEntry) async throws
    /// A user by trimmed, lower-case email, with the password hash.
    func user(email: String) async throws -> (user: User, passwordHash: String, membership: Membership)?
    func user(_ id: UserID) async throws -> User?
    func organization(_ id: OrganizationID) async throws -> Organization?
    func membership(user: UserID, organization: OrganizationID) async throws -> Membership?

    func insertSession(_ session: Session) async throws
    /// A session that has not expired at `moment`.
    func session(tokenHash: Digest32, at moment: Timestamp) async throws -> Session?
    func deleteSession(_ id: SessionID) async throws

    func insertAPIKey(_ key: APIKey, audit: AuditEntry) async throws
    /// A key that is not revoked.
    func apiKey(tokenHash: Digest32) async throws -> APIKey?
    func apiKeys(in organization: OrganizationID) async throws -> [APIKey]
    /// - Returns: whether there was such a living key.
    func revokeAPIKey(_ id: APIKeyID, in organization: OrganizationID, audit: AuditEntry) async throws -> Bool
    /// Notes a use; at most one write a minute a key.
    func touchAPIKey(_ id: APIKeyID, at moment: Timestamp) async throws

    /// Records a failed sign-in for a normalised subject (`email:…`, `address:…`).
    func recordFailedSignIn(subject: String, at moment: Timestamp) async throws
    /// Failed sign-ins of a subject since a moment.
    func failedSignIns(subject: String, since moment: Timestamp) async throws -> Int
    /// Forgets a subject's failures after a success.
    func clearFailedSignIns(subject: String) async throws
}
