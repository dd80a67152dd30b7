// SPDX-License-Identifier: Apache-2.0

/// Requests with an idempotency key. A claim belongs to the process that made it: what an earlier process left open is
/// `interrupted`.
package protocol RequestStore: Sendable {
    /// Claims a request, or says what became of it; waits up to `limit` while another one carries it out.
    func claim(_ request: RepeatableRequest, within limit: Duration) async throws -> RequestClaim
    /// Keeps the answer of a request that this process carries out.
    func keep(_ answer: KeptAnswer, for id: ID<RepeatableRequest>) async throws
    /// Keeps only that a secret was shown, with the status.
    func keepSecretShown(status: Int64, for id: ID<RepeatableRequest>) async throws
    /// Forgets a request, so that it may be carried out again.
    func release(_ id: ID<RepeatableRequest>) async throws
    /// Leaves a request open for good: what became of it is not known.
    func abandon(_ id: ID<RepeatableRequest>) async throws
    /// Forgets what is older than the lifetime. - Returns: how many.
    @discardableResult
    func forget(before moment: Timestamp) async throws -> Int
}
