// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// What an export of the audit log is written as.
enum AuditFormat: String, Sendable, CaseIterable {
    case csv, json

    static let parameter = QueryParameter(
        "export", .text, .words(AuditFormat.self, "Answers with every row, as the chain holds them."))

    /// - Returns: `nil` where no export is asked for.
    /// - Throws: `INVALID_REQUEST` (`export`).
    init?(_ request: Request) throws(ControlError) {
        guard let text = request.uri.queryParameters["export"].map(String.init) else { return nil }
        guard let format = AuditFormat(rawValue: text) else { throw .invalid("export", "This takes csv or json.") }
        self = format
    }

    var mediaType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8; header=present"
        case .json: "application/json; charset=utf-8"
        }
    }

    /// What comes before the first row.
    var opening: String {
        switch self {
        case .csv: "sequence,time,operation_id,actor,action,subject,outcome,details,hash\r\n"
        case .json: "[\n"
        }
    }

    /// What comes behind the last row.
    var closing: String {
        switch self {
        case .csv: ""
        case .json: "\n]\n"
        }
    }

    /// One row.
    func text(of record: AuditRecordResponse, isFirst: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        switch self {
        case .json:
            return (isFirst ? "" : ",\n") + String(decoding: try encoder.encode(record), as: UTF8.self)
        case .csv:
            let details = String(decoding: try encoder.encode(record.details), as: UTF8.self)
            return [
                String(record.sequence), record.time, record.operationID.description, record.actor, record.action,
                record.subject, record.outcome.rawValue, details, record.hash,
            ].map(Self.field).joined(separator: ",") + "\r\n"
        }
    }

    /// A field of RFC 4180. A spreadsheet takes what begins with one of these signs for a formula, so it gets an
    /// apostrophe before it.
    static func field(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { ["=", "+", "-", "@", "\t", "\r"].contains($0) } ?? false
        let plain = isFormula ? "'" + text : text
        guard plain.unicodeScalars.contains(where: { ["\"", ",", "\r", "\n"].contains($0) }) else { return plain }
        return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }
}
