// SPDX-License-Identifier: Apache-2.0

/// What limits are set to, and how far they are used.
package protocol LimitSettings: Sendable {
    /// How many requests a minute an organization may make; 60 unless it was changed.
    /// - Throws: `StoreError.notFound` without such an organization.
    func requestLimit(of organization: OrganizationID) async throws -> RateLimit
    /// Changes it; counts from the next request on, also within the minute.
    func setRequestLimit(
        _ limit: Int64, of organization: OrganizationID, when precondition: Precondition, audit: AuditEntry)
        async throws
    /// The counters whose window began at this moment or later, by subject.
    func counters(since moment: Timestamp) async throws -> [String: FixedWindowCounter]
}
