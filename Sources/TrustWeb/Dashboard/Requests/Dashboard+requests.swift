// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerRequests(on routes: AccessRoutes) {
        routes.get("/requests", requires: .permission(.viewUsage)) { request, context in
            let caller = try context.caller
            let address = RequestAddress(request)
            let names = try await control.requests.names(caller)
            let view = View(place: .requests, title: "Requests", template: .requests)
            do {
                let (found, hasMore) = try await control.requests.list(
                    caller, try RequestQuery(request), before: try address.cursor.map(RequestPosition.reading))
                return try await page(
                    RequestsPage(found, hasMore: hasMore, filter: address, names: names), view, request, context)
            } catch let error as ControlError {
                guard let field = error.field, RequestsPage.fields.contains(field) else { throw error }
                let again = RequestsPage(
                    [], hasMore: false, filter: address, names: names, errors: [field: error.message])
                return try await page(again, view, request, context, status: .unprocessableContent)
            }
        }
        routes.get("/requests/:id", requires: .permission(.viewUsage)) { request, context in
            let explained = try await control.requests.show(context.caller, context.id("id", "request"))
            return try await page(
                RequestPage(explained), View(place: .requests, title: "Request", template: .request), request, context)
        }
    }
}
