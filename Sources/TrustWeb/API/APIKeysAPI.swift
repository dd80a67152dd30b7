// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// Keys for scripts.
struct APIKeysAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.get(
            "/api/keys", requires: .permission(.viewAPIKeys),
            APIOperation("List API keys", listing: APIKeyResponse.self)
        ) { request, context in
            let query = try PageQuery(request)
            let list = try await control.apiKeys.list(context.caller)
            return try JSONAnswer.make(query.page(of: list, id: { $0.id.description }) { APIKeyResponse($0) })
        }
        routes.post(
            "/api/keys", requires: .permission(.manageAPIKeys),
            APIOperation(
                "Make an API key, shown this once", takes: .required(CreateAPIKeyRequest.self),
                answers: .created(APIKeyResponse.self))
        ) { request, context in
            let value = try StrictBody<CreateAPIKeyRequest>(request, context).value
            let terms = APIKeyTerms(
                role: value.role ?? .member, isReadOnly: value.readOnly ?? false, endpoints: value.endpoints,
                lifetime: value.expiresIn)
            let new = try await control.apiKeys.create(context.caller, name: value.name, terms: terms)
            let text = new.token.withBytes { String(decoding: $0, as: UTF8.self) }
            context.notes.showsSecret()
            return try JSONAnswer.make(
                APIKeyResponse(new.key, key: text), status: .created, location: "/api/keys/\(new.key.id)")
        }
        routes.delete(
            "/api/keys/:id", requires: .permission(.manageAPIKeys),
            APIOperation("Revoke an API key", answers: .noContent)
        ) { _, context in
            try await control.apiKeys.revoke(context.caller, context.id("id", "API key"))
            return JSONAnswer.noContent
        }
    }
}

extension APIKeyResponse {
    init(_ key: APIKey, key text: String? = nil) {
        self.init(
            id: key.id, name: key.name, role: key.role, readOnly: key.scope.isReadOnly,
            endpoints: key.scope.endpoints, prefix: key.prefix, createdAt: key.createdAt.rfc3339,
            expiresAt: key.expiresAt?.rfc3339, lastUsedAt: key.lastUsedAt?.rfc3339, key: text)
    }
}
