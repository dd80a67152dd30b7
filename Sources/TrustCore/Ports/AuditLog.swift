// SPDX-License-Identifier: Apache-2.0

/// The append-only, hash-chained audit table.
package protocol AuditLog: Sendable {
    /// Adds rows in order and syncs them; whoever opens a secret waits for this first, and fails if it fails.
    func append(_ entries: [AuditEntry]) async throws
    /// Walks the whole chain. - Returns: the number of rows, or the first row whose hash is wrong.
    func verify() async throws -> AuditVerification
    /// The latest rows of an organization, newest first.
    func entries(in organization: OrganizationID, limit: Int) async throws -> [AuditEntry]
}

package enum AuditVerification: Sendable, Hashable {
    case intact(rows: Int64)
    case broken(sequence: Int64)
}
