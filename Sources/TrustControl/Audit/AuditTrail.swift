// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Writes what is about to happen before it happens, and what became of it after.
package struct AuditTrail: Sendable {
    private let log: any AuditLog
    private let clock: WallClock

    package init(log: any AuditLog, clock: WallClock) {
        self.log = log
        self.clock = clock
    }

    /// Adds the intent and waits until it is safe on disk.
    /// - Returns: the operation, which outcomes are made of.
    /// - Throws: what the log throws; then the operation must not go on.
    func begin(
        _ action: String, on subject: String, by caller: Caller, details: [String: String] = [:]
    ) async throws -> AuditOperation {
        try await begin(action, on: subject, actor: caller.actor, in: caller.organization, details: details)
    }

    func begin(
        _ action: String, on subject: String, actor: Actor, in organization: OrganizationID?,
        details: [String: String] = [:]
    ) async throws -> AuditOperation {
        let intent = AuditEntry(
            operation: .make(at: clock.now()), organization: organization, actor: actor, action: action,
            subject: subject, outcome: .intended, details: details, time: clock.now())
        try await log.append([intent])
        return AuditOperation(intent: intent, clock: clock)
    }

    /// Adds an outcome that no store writes in a transaction of its own.
    func end(
        _ operation: AuditOperation, _ outcome: AuditEntry.Outcome, details: [String: String] = [:]
    ) async throws {
        try await log.append([operation.outcome(outcome, details: details)])
    }

    /// Adds a row as it is.
    func append(_ entry: AuditEntry) async throws { try await log.append([entry]) }

    /// Runs what follows an intent; where it fails, the failure is written down before it is thrown on.
    func recordingFailure<Result: Sendable>(
        of operation: AuditOperation, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch {
            let code = (error as? any PresentableError)?.errorCode ?? .internalError
            // The error itself says more than a second failure to write would.
            try? await end(operation, .failed, details: ["error_code": code.rawValue])
            throw error
        }
    }
}

/// One audited operation: rows with the same operation id.
struct AuditOperation: Sendable {
    let intent: AuditEntry
    let clock: WallClock

    func outcome(_ outcome: AuditEntry.Outcome, details: [String: String] = [:]) -> AuditEntry {
        var entry = intent
        entry.outcome = outcome
        entry.details = details
        entry.time = clock.now()
        return entry
    }
}
