// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerUsePolicy(on routes: AccessRoutes) {
        let path = "/settings/providers/:id/policy"
        routes.get(path, requires: .permission(.manageProviders)) { request, context in
            let provider = try await control.providers.show(context.caller, context.id("id", "provider")).provider
            return try await usePolicy(provider, provider.usePolicy, request, context)
        }
        routes.post(path, requires: .permission(.manageProviders)) { request, context in
            try await changeUsePolicy(request, context)
        }
    }

    private func usePolicy(
        _ provider: Provider, _ policy: UsePolicy, _ request: Request, _ context: ControlContext,
        typedVersion: String? = nil, banner: Banner? = nil, errors: [String: String] = [:],
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let types = try await control.agentTypes.list(context.caller).map(\.type)
        let form = UsePolicyPage(
            provider, policy: policy, types: types, typedVersion: typedVersion, banner: banner, errors: errors)
        let view = View(place: .providers, title: "Use policy of \(provider.name)", template: .usePolicy)
        return try await page(form, view, request, context, status: status)
    }

    private func changeUsePolicy(_ request: Request, _ context: ControlContext) async throws -> Response {
        let caller = try context.caller
        let id: ProviderID = try context.id("id", "provider")
        let types = try await control.agentTypes.list(caller).map(\.type)
        let provider = try await control.providers.show(caller, id).provider
        let form = try context.form(request, UsePolicyPage.fields(types))
        let policy = UsePolicyPage.policy(of: form, types: types)
        let errors = UsePolicyPage.errors(of: policy, form)
        let typedVersion = form.optional(EditConflict.field)
        guard errors.isEmpty else {
            return try await usePolicy(
                provider, policy, request, context, typedVersion: typedVersion, errors: errors,
                status: .unprocessableContent)
        }
        do {
            let view = try await control.providers.update(
                caller, id, usePolicy: policy, when: EditConflict.precondition(of: form))
            return .seeOther(view.provider.href, .policyChanged)
        } catch let error as any PresentableError where error.errorCode == .preconditionFailed {
            let saved = try await control.providers.show(caller, id).provider
            let conflict = EditConflict(saved: saved.usePolicy, typed: policy, types: types)
            return try await usePolicy(
                saved, policy, request, context, banner: conflict.banner, status: .conflict)
        } catch {
            let refusal = try FormRefusal(error, fields: [])
            return try await usePolicy(
                provider, policy, request, context, typedVersion: typedVersion, banner: refusal.banner,
                status: refusal.status)
        }
    }
}

extension EditConflict {
    /// Where what was ticked is another than what is saved.
    fileprivate init(saved: UsePolicy, typed: UsePolicy, types: [AgentType]) {
        self.init()
        func names(_ policy: UsePolicy) -> String {
            guard let chosen = policy.agentTypes else { return "every one" }
            return types.filter { chosen.contains($0.id) }.map(\.name).joined(separator: ", ")
        }
        func titles(_ policy: UsePolicy) -> String {
            CredentialDelivery.allCases.filter(policy.deliveries.contains).map(\.title).joined(separator: ", ")
        }
        compare("Agent types", saved: names(saved), typed: names(typed))
        compare("Delivery", saved: titles(saved), typed: titles(typed))
    }
}
