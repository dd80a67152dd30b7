// SPDX-License-Identifier: Apache-2.0
package import TrustCore

extension SQLLimitLedger: LimitSettings {
    package func requestLimit(of organization: OrganizationID) async throws -> RateLimit {
        try await database.read { try $0.requestLimit(of: organization) }
    }

    package func setRequestLimit(
        _ limit: Int64, of organization: OrganizationID, when precondition: Precondition, audit: AuditEntry
    ) async throws {
        try await database.write { session in
            try precondition.check(try session.requestLimit(of: organization).version)
            try session.execute(
                "UPDATE organizations SET request_limit = $2 WHERE id = $1", [.id(organization), .integer(limit)])
            try session.append(audit)
        }
    }

    package func counters(since moment: Timestamp) async throws -> [String: FixedWindowCounter] {
        try await database.read { session in
            let rows = try session.query(
                "SELECT subject, window_start, used FROM rate_windows WHERE window_seconds = 60 AND window_start >= $1",
                [.time(moment)])
            return Dictionary(
                try rows.map { row in
                    (
                        try row.text("subject"),
                        FixedWindowCounter(
                            windowStart: try row.time("window_start"), used: try row.integer("used"))
                    )
                }, uniquingKeysWith: { first, _ in first })
        }
    }
}

extension SQLSession {
    /// How many requests a minute an organization may make.
    /// - Throws: `StoreError.notFound`.
    fileprivate func requestLimit(of organization: OrganizationID) throws -> RateLimit {
        let row = try query("SELECT request_limit FROM organizations WHERE id = $1", [.id(organization)]).first
        guard let row else { throw StoreError(.notFound("organization")) }
        return RateLimit(limit: try row.integer("request_limit"))
    }
}
