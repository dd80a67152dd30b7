// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerLimits(on routes: AccessRoutes) {
        routes.get("/settings/limits", requires: .permission(.viewUsage)) { request, context in
            try await limitsPage(request, context)
        }
        routes.post("/settings/limits", requires: .permission(.manageLimits)) { request, context in
            let form = try context.form(request, ["organization_requests", EditConflict.field])
            let typed = form.text("organization_requests")
            do {
                guard let limit = Int64(typed) else {
                    throw ControlError.invalid("organization_requests", "This takes a number from 1 to 100,000.")
                }
                _ = try await control.limits.setOrganizationRequests(
                    context.caller, to: limit, when: EditConflict.precondition(of: form))
                return .seeOther("/settings/limits", .limitChanged)
            } catch let error as any PresentableError where error.errorCode == .preconditionFailed {
                let saved = try await control.limits.show(context.caller).organization.limit
                var conflict = EditConflict()
                conflict.compare("Requests a minute", saved: String(saved), typed: typed)
                return try await limitsPage(request, context, typed: typed, refusal: FormRefusal(conflict))
            } catch {
                let refusal = try FormRefusal(error, fields: ["organization_requests"])
                return try await limitsPage(
                    request, context, typed: typed, typedVersion: form.optional(EditConflict.field), refusal: refusal)
            }
        }
        routes.post("/checklist", requires: .permission(.manageProviders)) { request, context in
            let step = try context.form(request, ["step"]).text("step")
            _ = try await control.checklist.mark(
                context.caller, keyBackedUp: step == "master_key" ? true : nil,
                dismissed: step == "dismiss" ? true : nil)
            return .seeOther("/")
        }
    }

    private func limitsPage(
        _ request: Request, _ context: ControlContext, typed: String? = nil, typedVersion: String? = nil,
        refusal: FormRefusal? = nil
    ) async throws -> Response {
        let caller = try context.caller
        let shown = LimitsPage(
            try await control.limits.show(caller), canChange: caller.allows(.manageLimits), typed: typed,
            typedVersion: typedVersion,
            banner: refusal?.banner, errors: refusal?.errors ?? [:])
        return try await page(
            shown, View(place: .limits, title: "Limits", template: .limits), request, context,
            status: refusal?.status ?? .ok)
    }
}
