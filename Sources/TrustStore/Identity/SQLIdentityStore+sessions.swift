// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Sessions and sign-in attempts.
extension SQLIdentityStore {
    package func insertSession(_ new: Session) async throws {
        try await database.write { session in
            // Those that have run out are of no use to anyone.
            try session.execute("DELETE FROM sessions WHERE expires_at <= $1", [.time(new.createdAt)])
            try session.execute(
                """
                INSERT INTO sessions (id, user_id, organization_id, token_hash, csrf_token, created_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                [
                    .id(new.id), .id(new.user), .id(new.organization), .digest(new.tokenHash), .text(new.csrfToken),
                    .time(new.createdAt), .time(new.expiresAt),
                ])
            try session.execute(
                "UPDATE memberships SET last_active_at = $3 WHERE organization_id = $1 AND user_id = $2",
                [.id(new.organization), .id(new.user), .time(new.createdAt)])
        }
    }

    package func session(tokenHash: Digest32, at moment: Timestamp) async throws -> Session? {
        try await database.read { session in
            try session.query(
                "SELECT * FROM sessions WHERE token_hash = $1 AND expires_at > $2",
                [.digest(tokenHash), .time(moment)]
            ).first.map { row in
                Session(
                    id: try row.id("id"), user: try row.id("user_id"), organization: try row.id("organization_id"),
                    tokenHash: try row.digest("token_hash"), csrfToken: try row.text("csrf_token"),
                    createdAt: try row.time("created_at"), expiresAt: try row.time("expires_at"))
            }
        }
    }

    package func deleteSession(_ id: SessionID) async throws {
        try await database.write { session in
            try session.execute("DELETE FROM sessions WHERE id = $1", [.id(id)])
        }
    }

    package func recordFailedSignIn(subject: String, at moment: Timestamp) async throws {
        try await database.write { session in
            // Nobody looks back further than a day; strangers must not be able to fill the table for good.
            try session.execute(
                "DELETE FROM sign_in_attempts WHERE attempted_at < $1", [.time(moment.adding(seconds: -86_400))])
            try session.execute(
                "INSERT INTO sign_in_attempts (subject, attempted_at) VALUES ($1, $2)",
                [.text(subject), .time(moment)])
        }
    }

    package func failedSignIns(subject: String, since moment: Timestamp) async throws -> Int {
        try await database.read { session in
            let rows = try session.query(
                "SELECT COUNT(*) AS attempts FROM sign_in_attempts WHERE subject = $1 AND attempted_at >= $2",
                [.text(subject), .time(moment)])
            return Int(try rows.first?.integer("attempts") ?? 0)
        }
    }

    package func clearFailedSignIns(subject: String) async throws {
        try await database.write { session in
            try session.execute("DELETE FROM sign_in_attempts WHERE subject = $1", [.text(subject)])
        }
    }
}
