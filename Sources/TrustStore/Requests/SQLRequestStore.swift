// SPDX-License-Identifier: Apache-2.0
import Foundation
package import TrustCore

/// Requests with an idempotency key. One process serves a database at a time, so that an open claim of another one is
/// what a process left behind that is gone.
package struct SQLRequestStore: RequestStore {
    private let database: any Database
    private let signal = MessageSignal()
    private let process = UUID().uuidString

    package init(database: any Database) { self.database = database }

    private enum Found: Sendable {
        case claim(RequestClaim)
        case open(ID<RepeatableRequest>)
    }

    package func claim(_ request: RepeatableRequest, within limit: Duration) async throws -> RequestClaim {
        let deadline = ContinuousClock.now + limit
        while true {
            let open: ID<RepeatableRequest>
            switch try await look(request) {
            case .claim(let claim): return claim
            case .open(let id): open = id
            }
            guard ContinuousClock.now < deadline else { return .inProgress }
            let claim: RequestClaim? = try await signal.withWaiter(for: .request(open)) { waiter in
                // It may have ended before there was anybody to hear of it.
                if case .claim(let claim) = try await look(request) { return claim }
                _ = try await waiter.wait(until: deadline)
                return nil
            }
            if let claim { return claim }
        }
    }

    /// Claims it where nobody has, in one transaction.
    private func look(_ request: RepeatableRequest) async throws -> Found {
        let process = process
        return try await database.write { session in
            let rows = try session.query(
                "SELECT * FROM idempotency WHERE caller = $1 AND key = $2", [.text(request.caller), .text(request.key)])
            let oldest = request.createdAt.adding(seconds: -RepeatableRequest.lifetime)
            if let row = rows.first {
                let (id, isOld): (ID<RepeatableRequest>, Bool) =
                    (try row.id("id"), try row.time("created_at") <= oldest)
                let isHeld = try row.textIfPresent("process") == process
                if isHeld || !isOld { return try Self.found(row, id, request, isHeld: isHeld, process, session) }
                try session.execute("DELETE FROM idempotency WHERE id = $1", [.id(id)])
            }
            try session.execute(
                """
                INSERT INTO idempotency (id, organization_id, caller, key, digest, process, state, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, 'open', $7)
                """,
                [
                    .id(request.id), .id(request.organization), .text(request.caller), .text(request.key),
                    .blob(request.digest.bytes), .text(process), .time(request.createdAt),
                ])
            return .claim(.carryOut(request.id))
        }
    }

    private static func found(
        _ row: SQLRow, _ id: ID<RepeatableRequest>, _ request: RepeatableRequest, isHeld: Bool, _ process: String,
        _ session: any SQLSession
    ) throws -> Found {
        guard try row.fingerprint("digest") == request.digest else { return .claim(.keyReused) }
        switch try row.text("state") {
        case "kept":
            return .claim(
                .answered(
                    KeptAnswer(
                        status: try row.integer("status"), contentType: try row.textIfPresent("content_type"),
                        location: try row.textIfPresent("location"), body: try row.blob("body"))))
        case "secret": return .claim(.answeredWithSecret(status: try row.integer("status")))
        default:
            if isHeld { return .open(id) }
            // Whoever looks into it holds it meanwhile.
            try session.execute("UPDATE idempotency SET process = $2 WHERE id = $1", [.id(id), .text(process)])
            return .claim(.interrupted(id))
        }
    }

    package func keep(_ answer: KeptAnswer, for id: ID<RepeatableRequest>) async throws {
        try await change(
            """
            UPDATE idempotency SET state = 'kept', process = NULL, status = $2, content_type = $3, location = $4,
                body = $5
            WHERE id = $1 AND state = 'open'
            """,
            [
                .id(id), .integer(answer.status), .optionalText(answer.contentType), .optionalText(answer.location),
                .blob(answer.body),
            ], of: id)
    }

    package func keepSecretShown(status: Int64, for id: ID<RepeatableRequest>) async throws {
        try await change(
            "UPDATE idempotency SET state = 'secret', process = NULL, status = $2 WHERE id = $1 AND state = 'open'",
            [.id(id), .integer(status)], of: id)
    }

    package func release(_ id: ID<RepeatableRequest>) async throws {
        try await change("DELETE FROM idempotency WHERE id = $1 AND state = 'open'", [.id(id)], of: id)
    }

    package func abandon(_ id: ID<RepeatableRequest>) async throws {
        try await change(
            "UPDATE idempotency SET process = NULL WHERE id = $1 AND state = 'open'", [.id(id)], of: id)
    }

    private func change(_ statement: String, _ values: [SQLValue], of id: ID<RepeatableRequest>) async throws {
        try await database.write { session in try session.execute(statement, values) }
        signal.wake(.request(id))
    }

    @discardableResult
    package func forget(before moment: Timestamp) async throws -> Int {
        let process = process
        return try await database.write { session in
            try session.execute(
                "DELETE FROM idempotency WHERE created_at < $1 AND (process IS NULL OR process <> $2)",
                [.time(moment), .text(process)])
        }
    }
}
