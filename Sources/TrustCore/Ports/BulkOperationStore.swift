// SPDX-License-Identifier: Apache-2.0

/// What is asked of many agents at once, and how far it has come.
package protocol BulkOperationStore: Sendable {
    /// The latest ones with their items, newest first.
    func operations(in organization: OrganizationID, limit: Int) async throws -> [BulkOperation]
    func operation(_ id: BulkOperationID, in organization: OrganizationID) async throws -> BulkOperation?
    /// An operation with its items and the audit outcome, in one transaction.
    func insert(_ operation: BulkOperation, audit: AuditEntry) async throws

    /// In one transaction: no agent can be started on the provider any more, and every agent with a lease on it becomes
    /// an item of the operation.
    /// - Returns: the operation with its items.
    /// - Throws: `StoreError.notFound`.
    func pause(_ id: ProviderID, _ operation: BulkOperation, audit: AuditEntry) async throws -> BulkOperation
    /// Agents may be started on the provider again. Does nothing where they may.
    /// - Throws: `StoreError.notFound`.
    func resume(_ id: ProviderID, in organization: OrganizationID, audit: AuditEntry) async throws
    /// In one transaction: every agent type on the one provider that is meant is given the other, the leases of its
    /// agents that run elsewhere move with their tokens as they are, and its agents with a lease become items of the
    /// operation.
    /// - Returns: the operation with its items.
    /// - Throws: `StoreError.notFound`, `.providerPaused` (the target rests), `.useRefused` (its policy), `.modelsUnmapped` where the providers are of
    ///   different types and a model has no counterpart, `.dialectDiffers` naming agents that run elsewhere and could
    ///   not speak to the other type.
    func reassign(
        _ reassignment: ProviderReassignment, _ operation: BulkOperation, audit: AuditEntry
    ) async throws -> BulkOperation

    /// What an earlier process left in the middle waits again.
    func reopen() async throws
    /// Takes the next part that waits; `nil` where there is none. Parts of several operations take turns.
    func claim() async throws -> BulkWork?
    /// Notes what became of a part; the operation is finished with its last.
    func settle(
        _ work: BulkWork, _ status: BulkOperation.Item.Status, code: ErrorCode?, error: String?, at moment: Timestamp
    ) async throws
}
