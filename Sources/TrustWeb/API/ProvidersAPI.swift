// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// Providers.
struct ProvidersAPI: Sendable {
    let control: Control

    /// What may come out where a key is tried and kept.
    private static let trialErrors: [ErrorCode] = [
        .providerKeyInvalid, .baseURLNotAllowed, .providerUnreachable, .providerFailed, .keyServiceUnavailable,
    ]

    func register(on routes: APIRoutes) {
        routes.get(
            "/api/providers", requires: .permission(.viewProviders),
            APIOperation("List providers", listing: ProviderResponse.self)
        ) { request, context in
            let query = try PageQuery(request)
            let list = try await control.providers.list(context.caller)
            return try JSONAnswer.make(
                query.page(of: list, id: { $0.provider.id.description }, by: { $0.provider.name }) {
                    ProviderResponse($0)
                })
        }
        routes.post(
            "/api/providers", requires: .permission(.manageProviders),
            APIOperation(
                "Add a provider", takes: .required(CreateProviderRequest.self),
                answers: .created(ProviderResponse.self),
                errors: [.nameTaken] + Self.trialErrors)
        ) { request, context in
            var body = try StrictBody<CreateProviderRequest>(request, context)
            let key = try body.takeSecret("api_key")
            let new = NewProvider(
                name: body.value.name, type: body.value.type, baseURL: body.value.baseURL,
                useCase: body.value.useCase, validate: body.value.validate ?? true)
            let made = try await control.providers.create(context.caller, new, key: key)
            return try JSONAnswer.make(
                ProviderResponse(made.view, warnings: made.warnings), status: .created,
                location: "/api/providers/\(made.view.provider.id)")
        }
        routes.get(
            "/api/providers/:id", requires: .permission(.viewProviders),
            APIOperation("Show a provider", answers: .ok(ProviderResponse.self), isVersioned: true)
        ) { request, context in
            let view = try await control.providers.show(context.caller, context.id("id", "provider"))
            return try JSONAnswer.make(ProviderResponse(view), version: view.provider.version, for: request)
        }
        routes.patch(
            "/api/providers/:id", requires: .permission(.manageProviders),
            APIOperation(
                "Change a provider", takes: .required(UpdateProviderRequest.self), answers: .ok(ProviderResponse.self),
                errors: [.nameTaken], isVersioned: true)
        ) { request, context in
            let body = try StrictBody<UpdateProviderRequest>(request, context)
            let view = try await control.providers.update(
                context.caller, context.id("id", "provider"), name: body.value.name, useCase: body.value.useCase,
                usePolicy: body.value.usePolicy.map { UsePolicy($0) }, when: Precondition(request))
            return try JSONAnswer.make(ProviderResponse(view), version: view.provider.version, for: request)
        }
        routes.delete(
            "/api/providers/:id", requires: .permission(.manageProviders),
            APIOperation(
                "Delete a provider that nothing stands on", answers: .noContent, errors: [.providerInUse],
                isVersioned: true)
        ) { request, context in
            try await control.providers.delete(
                context.caller, context.id("id", "provider"), when: Precondition(request))
            return JSONAnswer.noContent
        }
        routes.post(
            "/api/providers/:id/test", requires: .permission(.manageProviders),
            APIOperation(
                "Try a provider's key", answers: .ok(ProviderTestResponse.self),
                errors: [.keyServiceUnavailable, .credentialUnavailable])
        ) { _, context in
            let test = try await control.providers.test(context.caller, context.id("id", "provider"))
            return try JSONAnswer.make(ProviderTestResponse(test))
        }
        routes.get(
            "/api/providers/:id/usage", requires: .permission(.viewUsage),
            APIOperation("Sum up what went over a provider", query: [.from], answers: .ok(AgentStatsResponse.self))
        ) { request, context in
            let statistics = try await control.usage.statistics(
                context.caller, ofProvider: context.id("id", "provider"), since: SinceQuery.moment(of: request))
            return try JSONAnswer.make(AgentStatsResponse(statistics, withMessages: false))
        }
    }
}

extension ProviderResponse {
    init(_ view: ProviderView, warnings: [String]? = nil) {
        let provider = view.provider
        func references(_ entries: [ProviderUse.Entry]) -> [NamedReference] {
            entries.map { NamedReference(id: $0.id, name: $0.name) }
        }
        self.init(
            id: provider.id, name: provider.name, type: provider.type, baseURL: provider.baseURL,
            useCase: provider.useCase, keyHint: provider.keyHint, health: HealthResponse(provider.health),
            usePolicy: UsePolicyBody(provider.usePolicy),
            inUse: ProviderUseResponse(
                agents: references(view.use.agents), agentTypes: references(view.use.agentTypes)),
            createdAt: provider.createdAt.rfc3339, updatedAt: provider.updatedAt.rfc3339, warnings: warnings)
    }
}

extension UsePolicyBody {
    init(_ policy: UsePolicy) {
        self.init(
            agentTypes: policy.agentTypes.map { $0.sorted() },
            deliveries: CredentialDelivery.allCases.filter(policy.deliveries.contains))
    }
}

extension UsePolicy {
    init(_ body: UsePolicyBody) {
        self.init(agentTypes: body.agentTypes.map(Set.init), deliveries: Set(body.deliveries))
    }
}

extension HealthResponse {
    init(_ health: ProviderHealth) {
        self.init(state: health.state.rawValue, checkedAt: health.checkedAt?.rfc3339, message: health.message)
    }
}

extension ProviderTestResponse {
    init(_ test: ProviderTest) {
        self.init(
            health: HealthResponse(test.health), advice: test.advice, models: test.models,
            providerCode: test.providerCode, durationMs: test.duration / 1000)
    }
}
