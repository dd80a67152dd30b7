// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerAPIKeys(on routes: AccessRoutes) {
        routes.get("/settings/api-keys", requires: .permission(.viewAPIKeys)) { request, context in
            let now = clock.now()
            let rows = try await control.apiKeys.list(context.caller).map { APIKeysPage.Row($0, now: now) }
            return try await page(
                APIKeysPage(rows: rows), View(place: .apiKeys, title: "API Keys", template: .apiKeys), request, context)
        }
        routes.get("/settings/api-keys/new", requires: .permission(.manageAPIKeys)) { request, context in
            let form = NewAPIKeyPage(endpoints: try await endpoints(context), highest: try context.caller.role)
            return try await page(
                form, View(place: .apiKeys, title: "Create API key", template: .newAPIKey), request, context)
        }
        routes.post("/settings/api-keys", requires: .permission(.manageAPIKeys)) { request, context in
            try await createAPIKey(request, context)
        }
        routes.get("/settings/api-keys/:id/revoke", requires: .permission(.manageAPIKeys)) { request, context in
            let id: APIKeyID = try context.id("id", "API key")
            guard let key = try await control.apiKeys.list(context.caller).first(where: { $0.id == id }) else {
                throw ControlError.notFound("API key")
            }
            return try await question(.revoking(key), place: .apiKeys, request, context)
        }
        routes.post("/settings/api-keys/:id/revoke", requires: .permission(.manageAPIKeys)) { request, context in
            _ = try context.form(request, [])
            try await control.apiKeys.revoke(context.caller, context.id("id", "API key"))
            return .seeOther("/settings/api-keys", .keyRevoked)
        }
    }

    /// The endpoints that there are, by name.
    private func endpoints(_ context: ControlContext) async throws -> [String] {
        try await control.agentTypes.list(context.caller).compactMap(\.type.endpointSlug).sorted()
    }

    private func createAPIKey(_ request: Request, _ context: ControlContext) async throws -> Response {
        let endpoints = try await endpoints(context)
        let draft = APIKeyDraft(try context.form(request, APIKeyDraft.fields(endpoints)), endpoints: endpoints)
        let caller = try context.caller
        do {
            let created = try await control.apiKeys.create(caller, name: draft.name, terms: draft.terms)
            // Shown in the answer itself: the key is kept nowhere that a next page could read it from.
            let shown = APIKeyCreatedPage(
                name: created.key.name, role: created.key.role.rawValue, scope: created.key.scope.words,
                ends: created.key.expiresAt.map { .absolute($0) },
                key: created.token.withBytes { String(decoding: $0, as: UTF8.self) })
            return try await page(
                shown, View(place: .apiKeys, title: "Save this key", template: .apiKeyCreated), request, context)
        } catch {
            let refusal = try FormRefusal(error, fields: ["name", "endpoints", "expires_in"])
            let again = NewAPIKeyPage(
                draft, endpoints: endpoints, highest: caller.role, banner: refusal.banner, errors: refusal.errors)
            return try await page(
                again, View(place: .apiKeys, title: "Create API key", template: .newAPIKey), request, context,
                status: refusal.status)
        }
    }
}
