// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerProviders(on routes: AccessRoutes) {
        routes.get("/settings", requires: .signedIn) { _, _ in .seeOther("/settings/providers") }
        routes.get("/settings/providers", requires: .permission(.viewProviders)) { request, context in
            try await providers(request, context)
        }
        routes.get("/settings/providers/new", requires: .permission(.manageProviders)) { request, context in
            try await newProvider(
                NewProviderPage(takenNames: try await providerNames(context.caller)), request, context)
        }
        routes.post("/settings/providers", requires: .permission(.manageProviders)) { request, context in
            try await createProvider(request, context)
        }
        routes.get("/settings/providers/:id", requires: .permission(.viewProviders)) { request, context in
            try await provider(request, context)
        }
        routes.post("/settings/providers/:id/test", requires: .permission(.manageProviders)) { request, context in
            _ = try context.form(request, [])
            let test = try await control.providers.test(context.caller, context.id("id", "provider"))
            return try await provider(request, context, trial: KeyTrial(test))
        }
        routes.post("/settings/providers/:id/rename", requires: .permission(.manageProviders)) { request, context in
            try await renameProvider(request, context)
        }
        routes.get("/settings/providers/:id/delete", requires: .permission(.manageProviders)) { request, context in
            let view = try await control.providers.show(context.caller, context.id("id", "provider"))
            let confirmation = Confirmation.deleting(view.provider, use: view.use)
            return try await question(confirmation, place: .providers, request, context)
        }
        routes.post("/settings/providers/:id/delete", requires: .permission(.manageProviders)) { request, context in
            try await deleteProvider(request, context)
        }
    }

    private func providers(_ request: Request, _ context: ControlContext) async throws -> Response {
        let caller = try context.caller
        let now = clock.now()
        let filter = LabelFilterBar(request, path: "/settings/providers")
        var rows: [ProvidersPage.Row] = []
        for view in try await control.providers.list(caller, labels: filter.selector) {
            let statistics = try await control.usage.statistics(
                caller, ofProvider: view.provider.id, since: now.adding(seconds: -86_400))
            rows.append(.init(view.provider, use: view.use, statistics: statistics, now: now))
        }
        return try await page(
            ProvidersPage(rows: rows, filter: filter),
            View(place: .providers, title: "Providers", template: .providers), request,
            context)
    }

    private func providerNames(_ caller: Caller) async throws -> Set<String> {
        Set(try await control.providers.list(caller).map(\.provider.name))
    }

    private func newProvider(
        _ form: NewProviderPage, _ request: Request, _ context: ControlContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let view = View(place: .providers, title: "Add Provider", template: .newProvider)
        return try await page(form, view, request, context, status: status)
    }

    private func createProvider(_ request: Request, _ context: ControlContext) async throws -> Response {
        var form = try context.form(
            request, LabelFields.names.union(["type", "base_url", "name", "use_case", "save_anyway"]),
            secrets: ["api_key"])
        let typed = NewProviderPage.Typed(
            type: ProviderType(rawValue: form.text("type")), name: form.text("name"), baseURL: form.text("base_url"),
            useCase: form.text("use_case"), labels: form.labelValues)
        let key = form.takeSecret("api_key", trimming: true)
        let isTried = !form.isTicked("save_anyway")
        guard let type = typed.type else {
            let page = NewProviderPage(typed: typed, errors: ["type": "Choose a provider type."])
            return try await newProvider(page, request, context, status: .unprocessableContent)
        }
        do {
            let new = NewProvider(
                name: typed.name, type: type, baseURL: typed.baseURL.isEmpty ? nil : typed.baseURL,
                useCase: typed.useCase.isEmpty ? nil : typed.useCase, validate: isTried, labels: try form.labels)
            let created = try await control.providers.create(context.caller, new, key: key)
            return .seeOther(created.view.provider.href, .providerAdded)
        } catch {
            let refusal = try FormRefusal(error, fields: ["type", "base_url", "name", "use_case", "api_key", "labels"])
            let trial = KeyTrial(refusal, message: (error as? any PresentableError)?.publicMessage)
            var errors = refusal.errors
            // What the provider said of the key stands above the form, with the advice.
            if trial != nil { errors["api_key"] = nil }
            let page = NewProviderPage(typed: typed, trial: trial, banner: refusal.banner, errors: errors)
            return try await newProvider(page, request, context, status: refusal.status)
        }
    }

    private func provider(
        _ request: Request, _ context: ControlContext, trial: KeyTrial? = nil, typedVersion: String? = nil,
        typed: (name: String, useCase: String, labels: [String: String])? = nil, refusal: FormRefusal? = nil
    ) async throws -> Response {
        let caller = try context.caller
        let now = clock.now()
        let view = try await control.providers.show(caller, context.id("id", "provider"))
        let statistics = try await control.usage.statistics(
            caller, ofProvider: view.provider.id, since: now.adding(seconds: -86_400))
        let detail = ProviderPage(
            view.provider, use: view.use, statistics: statistics,
            policyTypes: view.provider.usePolicy.agentTypes == nil
                ? [] : try await control.agentTypes.list(caller).map(\.type),
            mayChange: caller.allows(.manageProviders),
            trial: trial ?? Self.trialOfNew(view.provider, request), typedVersion: typedVersion, typed: typed,
            errors: refusal?.errors ?? [:], now: now)
        return try await page(
            detail, View(place: .providers, title: view.provider.name, template: .provider), request, context,
            status: refusal?.status ?? .ok, flash: refusal?.banner)
    }

    /// A provider that was just added shows what the try of its key found.
    private static func trialOfNew(_ provider: Provider, _ request: Request) -> KeyTrial? {
        guard request.uri.queryParameters["done"].map(String.init) == Notice.providerAdded.rawValue else { return nil }
        return KeyTrial(
            health: provider.health.state, message: provider.health.message,
            advice: ProviderAdvice.advice(for: provider.health.state))
    }

    private func renameProvider(_ request: Request, _ context: ControlContext) async throws -> Response {
        let form = try context.form(request, LabelFields.names.union(["name", "use_case", EditConflict.field]))
        do {
            let view = try await control.providers.update(
                context.caller, context.id("id", "provider"), name: form.text("name"), useCase: form.text("use_case"),
                labels: form.labels, when: EditConflict.precondition(of: form))
            return .seeOther(view.provider.href, .providerChanged)
        } catch let error as any PresentableError where error.errorCode == .preconditionFailed {
            let saved = try await control.providers.show(context.caller, context.id("id", "provider")).provider
            var conflict = EditConflict()
            conflict.compare("Name", saved: saved.name, typed: form.text("name"))
            conflict.compare("Use case", saved: saved.useCase ?? "", typed: form.text("use_case"))
            conflict.compareLabels(
                saved: LabelFields.values(of: saved.labels, keys: LabelFields.keysBesideUseCase),
                typed: form.labelValues)
            return try await provider(
                request, context, typed: (form.text("name"), form.text("use_case"), form.labelValues),
                refusal: FormRefusal(conflict))
        } catch {
            return try await provider(
                request, context, typedVersion: form.optional(EditConflict.field),
                typed: (form.text("name"), form.text("use_case"), form.labelValues),
                refusal: FormRefusal(error, fields: ["name", "use_case", "labels"]))
        }
    }

    private func deleteProvider(_ request: Request, _ context: ControlContext) async throws -> Response {
        let form = try context.form(request, ["confirmation"])
        let caller = try context.caller
        let view = try await control.providers.show(caller, context.id("id", "provider"))
        guard form.text("confirmation") == view.provider.name else {
            let confirmation = Confirmation.deleting(
                view.provider, use: view.use, error: "This is not the provider’s name.")
            return try await question(
                confirmation, place: .providers, request, context, status: .unprocessableContent)
        }
        do {
            try await control.providers.delete(caller, view.provider.id)
        } catch let error as any PresentableError where error.errorCode == .providerInUse {
            let use = try await control.providers.use(caller, view.provider.id)
            return try await question(
                .deleting(view.provider, use: use), place: .providers, request, context, status: .conflict)
        }
        return .seeOther("/settings/providers", .providerDeleted)
    }
}

extension KeyTrial {
    /// What a test of a stored key brought.
    init(_ test: ProviderTest) {
        self.init(health: test.health.state, message: test.health.message, advice: test.advice)
    }

    /// Why a new key was not stored; `nil` where it was not tried.
    init?(_ refusal: FormRefusal, message: String?) {
        let state: ProviderHealth.State? =
            switch refusal.code {
            case .providerKeyInvalid: .invalidKey
            case .providerUnreachable: .unreachable
            case .providerFailed: .failing
            default: nil
            }
        guard let state else { return nil }
        self.init(health: state, message: message, advice: refusal.advice)
    }
}
