// SPDX-License-Identifier: Apache-2.0

/// The append-only, hash-chained audit table.
package protocol AuditLog: Sendable {
    /// Adds rows in order and syncs them; whoever opens a secret waits for this first, and fails if it fails.
    func append(_ entries: [AuditEntry]) async throws
    /// Walks the whole chain. - Returns: the number of rows, or the first row whose hash is wrong.
    func verify() async throws -> AuditVerification
    /// The latest rows of an organization, newest first.
    func entries(in organization: OrganizationID, limit: Int) async throws -> [AuditEntry]
    /// Operations, newest first, of which the first row comes before `sequence`.
    func operations(_ query: AuditQuery, before sequence: Int64?, limit: Int) async throws -> [AuditedOperation]
    /// Single rows in their order, from behind `sequence`.
    func records(_ query: AuditQuery, after sequence: Int64, limit: Int) async throws -> [AuditRecord]
}

package enum AuditVerification: Sendable, Hashable {
    case intact(rows: Int64)
    case broken(sequence: Int64)
}
