// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import TrustCore

/// One row of the chain as it is stored, and what is hashed of it.
struct AuditRow {
    var sequence: Int64
    var operation: String
    var organization: String?
    var actor: String
    var action: String
    var subject: String
    var outcome: String
    /// A JSON object with sorted keys; hashed as the text that is stored.
    var details: String
    var time: Int64

    /// The stored form of an entry at its place.
    init(_ entry: AuditEntry, sequence: Int64) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.sequence = sequence
        operation = entry.operation.description
        organization = entry.organization?.description
        actor = entry.actor.description
        action = entry.action
        subject = entry.subject
        outcome = entry.outcome.rawValue
        details = String(decoding: try encoder.encode(entry.details), as: UTF8.self)
        time = entry.time.microseconds
    }

    init(_ row: SQLRow) throws {
        sequence = try row.integer("sequence")
        operation = try row.text("operation")
        organization = try row.textIfPresent("organization_id")
        actor = try row.text("actor")
        action = try row.text("action")
        subject = try row.text("subject")
        outcome = try row.text("outcome")
        details = try row.text("details")
        time = try row.integer("time")
    }

    /// SHA-256 over the previous hash and the row. Each field is preceded by its length, so that no two rows have the
    /// same serialization; an absent field has a length that no text can have.
    func hash(after previous: [UInt8]) -> [UInt8] {
        var bytes = Array("ag2trust-audit/v1\u{0}".utf8) + previous
        func add(_ text: String?) {
            guard let text else {
                bytes += [0xff, 0xff, 0xff, 0xff]
                return
            }
            withUnsafeBytes(of: UInt32(text.utf8.count).bigEndian) { bytes += $0 }
            bytes += text.utf8
        }
        add(String(sequence))
        add(operation)
        add(organization)
        add(actor)
        add(action)
        add(subject)
        add(outcome)
        add(details)
        add(String(time))
        return Array(SHA256.hash(data: bytes))
    }

    /// What the first row's hash goes back to: the installation, so that chains can't be exchanged between two.
    static func genesis(of installation: ID<Installation>) -> [UInt8] {
        Array(SHA256.hash(data: Array("ag2trust-audit/v1\u{0}genesis\u{0}\(installation)".utf8)))
    }

    /// - Throws: `StoreError.unavailable` where the row can't be one of ours.
    func entry() throws -> AuditEntry {
        guard
            let operation = ID<AuditEntry>(operation), let actor = Actor(stored: actor),
            let outcome = AuditEntry.Outcome(rawValue: outcome)
        else { throw SQLRow.unexpected("audit \(sequence)") }
        let organizationID = organization.flatMap { OrganizationID($0) }
        guard (organizationID == nil) == (organization == nil) else { throw SQLRow.unexpected("organization_id") }
        return AuditEntry(
            operation: operation, organization: organizationID, actor: actor, action: action, subject: subject,
            outcome: outcome, details: try JSONDecoder().decode([String: String].self, from: Data(details.utf8)),
            time: Timestamp(microseconds: time))
    }
}
