// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import TrustControl
import TrustCore

/// Settings > Providers > a provider > Reassign all.
struct ReassignPage {
    var heading: String
    var href: String
    var crumb: String
    var banner: Banner?
    var targets: [Option]
    var hasTargets: Bool
    var toError: String?
    var models: [Field]
    var hasModels: Bool
    var labels: Field
    var restarts: Bool
    var consequences: [String]

    init(
        _ provider: Provider, use: ProviderUse, others: [Provider], models: [String], typed: [String: String] = [:],
        restarts: Bool = true, banner: Banner? = nil, errors: [String: String] = [:]
    ) {
        heading = "Reassign everything on \(provider.name)"
        href = provider.href
        crumb = provider.name
        self.banner = banner
        targets = others.map {
            Option(
                value: $0.id.description, label: "\($0.name) (\($0.type.displayName))",
                selected: $0.id.description == typed["to"])
        }
        hasTargets = !others.isEmpty
        toError = errors["to"]
        self.models = models.enumerated().map { index, model in
            Field(
                id: "model-\(index)", name: Self.field(of: model), label: "\(model) becomes",
                value: typed[Self.field(of: model)], placeholder: model, required: false, mono: true)
        }
        hasModels = !models.isEmpty
        labels = Field(
            id: "reassign-labels", name: "labels", label: "Only types with labels", value: typed["labels"],
            placeholder: "team:payments", hint: "All of them if you leave it empty.", required: false,
            error: errors["labels"])
        self.restarts = restarts
        consequences = [
            "Agent types that name it, \(use.agentTypes.count) now, name the other provider at once.",
            "Agents that run here are restarted, a few at a time, and use the other key from then on.",
            "Agents that run elsewhere keep their token, and are not interrupted.",
        ]
    }

    static func field(of model: String) -> String { "model_\(model)" }
}

extension Confirmation {
    /// The question before everything on a provider is stopped.
    static func stoppingAll(_ provider: Provider, use: ProviderUse) -> Confirmation {
        let agents = use.agents.count == 1 ? "1 agent is" : "\(use.agents.count) agents are"
        return Confirmation(
            title: "Stop everything on \(provider.name)?",
            consequences: [
                "\(agents) stopped. Tokens of agents that run elsewhere are taken back.",
                "No agent can be started on it until you resume it.",
            ],
            action: provider.href + "/stop-all", verb: "Stop all", cancel: provider.href)
    }
}

extension Dashboard {
    func registerReassignment(on routes: AccessRoutes) {
        let path = "/settings/providers/:id"
        routes.get("\(path)/stop-all", requires: .permission(.manageProviders)) { request, context in
            let view = try await control.providers.show(context.caller, context.id("id", "provider"))
            return try await question(
                .stoppingAll(view.provider, use: view.use), place: .providers, request, context)
        }
        routes.post("\(path)/stop-all", requires: .permission(.manageProviders)) { request, context in
            _ = try context.form(request, [])
            let operation = try await control.operations.pause(context.caller, context.id("id", "provider"))
            return .seeOther(operation.href)
        }
        routes.post("\(path)/resume", requires: .permission(.manageProviders)) { request, context in
            _ = try context.form(request, [])
            let id: ProviderID = try context.id("id", "provider")
            try await control.operations.resume(context.caller, id)
            return .seeOther("/settings/providers/\(id)", .providerResumed)
        }
        routes.get("\(path)/reassign", requires: .permission(.manageProviders)) { request, context in
            let (view, others, models) = try await reassignable(context)
            return try await reassignPage(
                ReassignPage(view.provider, use: view.use, others: others, models: models), request, context)
        }
        routes.post("\(path)/reassign", requires: .permission(.manageProviders)) { request, context in
            try await reassign(request, context)
        }
    }

    /// The provider, those that could take over, and the models that are in use on it.
    private func reassignable(_ context: ControlContext) async throws -> (ProviderView, [Provider], [String]) {
        let caller = try context.caller
        let view = try await control.providers.show(caller, context.id("id", "provider"))
        let others = try await control.providers.list(caller).map(\.provider).filter { $0.id != view.provider.id }
        let models = try await control.agentTypes.list(caller).map(\.type)
            .filter { $0.provider == view.provider.id }.map(\.model)
        return (view, others, Set(models).sorted())
    }

    private func reassign(_ request: Request, _ context: ControlContext) async throws -> Response {
        let (view, others, models) = try await reassignable(context)
        let fields = models.map(ReassignPage.field(of:))
        let form = try context.form(request, Set(["to", "restart", "labels"] + fields))
        var typed = ["to": form.text("to"), "labels": form.text("labels")]
        var map: [String: String] = [:]
        for (model, field) in zip(models, fields) {
            typed[field] = form.text(field)
            if let new = form.optional(field) { map[model] = new }
        }
        do {
            guard let target = ProviderID(form.text("to")) else {
                throw ControlError.invalid("to", "Choose a provider.")
            }
            let operation = try await control.operations.reassign(
                context.caller,
                ProviderReassignment(
                    from: view.provider.id, to: target, models: map, restarts: form.isTicked("restart"),
                    labels: form.optional("labels").map { try LabelSelector($0) } ?? LabelSelector()))
            return .seeOther(operation.href)
        } catch {
            let refusal = try FormRefusal(error, fields: ["to", "labels"])
            return try await reassignPage(
                ReassignPage(
                    view.provider, use: view.use, others: others, models: models, typed: typed,
                    restarts: form.isTicked("restart"), banner: refusal.banner, errors: refusal.errors), request,
                context, status: refusal.status)
        }
    }

    private func reassignPage(
        _ form: ReassignPage, _ request: Request, _ context: ControlContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        try await page(
            form, View(place: .providers, title: form.heading, template: .reassign), request, context, status: status)
    }
}
