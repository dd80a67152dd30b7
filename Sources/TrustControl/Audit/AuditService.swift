// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Reads the audit log.
package struct AuditService: Sendable {
    private let log: any AuditLog

    package init(log: any AuditLog) { self.log = log }

    /// The latest rows of the caller's organization, newest first.
    /// - Throws: `FORBIDDEN` below admin.
    package func entries(_ caller: Caller, limit: Int = 100) async throws -> [AuditEntry] {
        try caller.require(.viewAudit)
        return try await log.entries(in: caller.organization, limit: min(max(1, limit), 1000))
    }
}
