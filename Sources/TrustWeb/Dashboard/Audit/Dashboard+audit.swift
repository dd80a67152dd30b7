// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerAudit(on routes: AccessRoutes) {
        routes.get("/settings/audit", requires: .permission(.viewAudit)) { request, context in
            let caller = try context.caller
            let address = AuditAddress(request)
            let names = try await control.audit.names(caller)
            let view = View(place: .audit, title: "Audit", template: .audit)
            do {
                let (operations, hasMore) = try await control.audit.operations(
                    caller, try AuditService.Filter(request),
                    before: try address.before.map(AuditCursor.sequence), limit: 50)
                return try await page(
                    AuditPage(operations, hasMore: hasMore, filter: address, names: names), view, request, context)
            } catch let error as ControlError {
                guard let field = error.field, ["from", "to", "subject"].contains(field) else { throw error }
                let again = AuditPage(
                    [], hasMore: false, filter: address, names: names, errors: [field: error.message])
                return try await page(again, view, request, context, status: .unprocessableContent)
            }
        }
    }
}
