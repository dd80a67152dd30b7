// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore
import TrustAPI
import TrustControl
import TrustCore

/// The audit log, a part at a time or as one file.
struct AuditAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.get(
            "/api/audit", requires: .permission(.viewAudit),
            APIOperation(
                "List what was done, the newest first, or export all of it",
                query: [.limit, .cursor] + AuditService.Filter.parameters + [AuditFormat.parameter],
                answers: .ok(Page<AuditOperationResponse>.self).or([AuditRecordResponse].self).or(mediaType: "text/csv")
            )
        ) { request, context in
            let filter = try AuditService.Filter(request)
            if let format = try AuditFormat(request) {
                return try await export(filter, as: format, for: context.caller)
            }
            let query = try PageQuery(request)
            let caller = try context.caller
            let (found, hasMore) = try await control.audit.operations(
                caller, filter, before: query.cursor.map(AuditCursor.sequence), limit: query.limit)
            let names = try await control.audit.names(caller)
            return try JSONAnswer.make(
                Page(
                    items: found.map { AuditOperationResponse($0, names: names) },
                    nextCursor: hasMore ? found.last.map { String($0.sequence) } : nil))
        }
    }

    private func export(
        _ filter: AuditService.Filter, as format: AuditFormat, for caller: Caller
    ) async throws -> Response {
        try await control.audit.beginExport(caller)
        let audit = control.audit
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: format.opening))
            var last: Int64 = 0
            var isFirst = true
            while true {
                let records = try await audit.records(caller, filter, after: last)
                guard let end = records.last else { break }
                last = end.sequence
                var part = ByteBuffer()
                for record in records {
                    part.writeString(try format.text(of: AuditRecordResponse(record), isFirst: isFirst))
                    isFirst = false
                }
                try await writer.write(part)
            }
            try await writer.write(ByteBuffer(string: format.closing))
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: format.mediaType,
                .contentDisposition: "attachment; filename=\"audit.\(format.rawValue)\"",
            ], body: body)
    }
}

/// Where a part of the log begins.
enum AuditCursor {
    /// - Throws: `INVALID_REQUEST` (`cursor`).
    static func sequence(_ text: String) throws(ControlError) -> Int64 {
        guard let sequence = Int64(text), sequence > 0 else {
            throw .invalid("cursor", "This takes the next_cursor of an answer.")
        }
        return sequence
    }
}

extension AuditService.Filter {
    static let parameters = [
        QueryParameter("actor", .text, "Who did it, such as `user:<id>`."),
        QueryParameter("action", .text, "Such as `provider.create`."),
        QueryParameter("subject", .text, "What it was done to, such as `provider:<id>`."),
        QueryParameter("from", .text, "An RFC 3339 time or a day: only what happened from then on."),
        QueryParameter("to", .text, "An RFC 3339 time or a day: only what happened before it."),
    ]

    /// - Throws: `INVALID_REQUEST` naming the parameter.
    init(_ request: Request) throws(ControlError) {
        func text(_ name: String) throws(ControlError) -> String? {
            guard let value = request.uri.queryParameters[name[...]].map(String.init), !value.isEmpty else {
                return nil
            }
            guard value.utf8.count <= 128 else { throw .invalid(name, "This is at most 128 bytes long.") }
            return value
        }
        self.init(
            actor: try text("actor"), action: try text("action"), subject: try text("subject"),
            from: try TimeQuery.moment("from", of: request), to: try TimeQuery.moment("to", of: request))
    }
}

/// A moment in a query.
enum TimeQuery {
    /// - Returns: `nil` without one.
    /// - Throws: `INVALID_REQUEST` naming the parameter, for anything but an RFC 3339 time or a day.
    static func moment(_ name: String, of request: Request) throws(ControlError) -> Timestamp? {
        guard let text = request.uri.queryParameters[name[...]].map(String.init), !text.isEmpty else { return nil }
        let full = text.utf8.count == 10 ? text + "T00:00:00Z" : text
        if let moment = TimeText.read(full) { return moment }
        throw .invalid(name, "This takes a time such as 2026-11-22T12:00:00Z, or a day such as 2026-11-22.")
    }
}
