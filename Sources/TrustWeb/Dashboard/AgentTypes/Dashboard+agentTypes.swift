// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerAgentTypes(on routes: AccessRoutes) {
        routes.get("/agent-types", requires: .permission(.viewAgents)) { request, context in
            try await agentTypes(request, context)
        }
        routes.get("/agent-types/new", requires: .permission(.manageAgents)) { request, context in
            try await newAgentType(request, context)
        }
        routes.post("/agent-types", requires: .permission(.manageAgents)) { request, context in
            try await saveAgentType(request, context, editing: nil)
        }
        routes.get("/agent-types/:id", requires: .permission(.viewAgents)) { request, context in
            try await agentType(request, context)
        }
        routes.get("/agent-types/:id/edit", requires: .permission(.manageAgents)) { request, context in
            let type = try await control.agentTypes.show(context.caller, context.id("id", "agent type")).type
            return try await agentTypeForm(AgentTypeDraft(type), editing: type, request, context)
        }
        routes.post("/agent-types/:id/edit", requires: .permission(.manageAgents)) { request, context in
            let type = try await control.agentTypes.show(context.caller, context.id("id", "agent type")).type
            return try await saveAgentType(request, context, editing: type)
        }
        routes.get("/agent-types/:id/delete", requires: .permission(.manageAgents)) { request, context in
            let (view, agents) = try await agentTypeWithAgents(context)
            let confirmation = Confirmation.deleting(view.type, agents: agents.map(\.entry))
            return try await question(confirmation, place: .agentTypes, request, context)
        }
        routes.post("/agent-types/:id/delete", requires: .permission(.manageAgents)) { request, context in
            try await deleteAgentType(request, context)
        }
    }

    private func agentTypes(_ request: Request, _ context: ControlContext) async throws -> Response {
        let caller = try context.caller
        let providers = try await control.providers.list(caller).map(\.provider)
        let agents = try await control.agents.list(caller).map(\.agent)
        let filter = LabelFilterBar(request, path: "/agent-types")
        let rows = try await control.agentTypes.list(caller, labels: filter.selector).map { view in
            AgentTypesPage.Row(
                view.type, provider: providers.first { $0.id == view.type.provider },
                agents: agents.count { $0.type == view.type.id })
        }
        return try await page(
            AgentTypesPage(rows: rows, hasProviders: !providers.isEmpty, filter: filter),
            View(place: .agentTypes, title: "Agent Types", template: .agentTypes), request, context)
    }

    private func agentTypeWithAgents(_ context: ControlContext) async throws -> (AgentTypeView, [Agent]) {
        let caller = try context.caller
        let view = try await control.agentTypes.show(caller, context.id("id", "agent type"))
        return (view, try await control.agents.list(caller).map(\.agent).filter { $0.type == view.type.id })
    }

    private func agentType(_ request: Request, _ context: ControlContext) async throws -> Response {
        let (view, agents) = try await agentTypeWithAgents(context)
        let (type, caller) = (view.type, try context.caller)
        let provider = try? await control.providers.show(caller, type.provider).provider
        let origin = request.origin(in: context)
        let detail = AgentTypePage(
            type, provider: provider, agents: agents, refusal: view.refusal,
            mayApprove: caller.allows(.approveCommands), origin: origin, now: clock.now())
        return try await page(
            detail, View(place: .agentTypes, title: type.name, template: .agentType), request, context)
    }

    private func newAgentType(_ request: Request, _ context: ControlContext) async throws -> Response {
        var draft = AgentTypeDraft()
        draft.provider = request.uri.queryParameters["provider"].map(String.init) ?? ""
        return try await agentTypeForm(draft, editing: nil, request, context)
    }

    private func agentTypeForm(
        _ draft: AgentTypeDraft, editing: AgentType?, typedVersion: String? = nil, _ request: Request,
        _ context: ControlContext, banner: Banner? = nil, errors: [String: String] = [:],
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let providers = try await control.providers.list(context.caller).map(\.provider)
        let form = AgentTypeFormPage(
            draft, providers: providers, editing: editing, typedVersion: typedVersion, banner: banner, errors: errors)
        return try await page(
            form, View(place: .agentTypes, title: form.heading, template: .agentTypeForm), request, context,
            status: status)
    }

    private func saveAgentType(
        _ request: Request, _ context: ControlContext, editing: AgentType?
    ) async throws -> Response {
        let form = try context.form(request, AgentTypeDraft.fields.union(LabelFields.names))
        let draft = AgentTypeDraft(form)
        guard draft.errors.isEmpty, let provider = ProviderID(draft.provider) else {
            return try await agentTypeForm(
                draft, editing: editing, typedVersion: form.optional(EditConflict.field), request, context,
                errors: draft.errors, status: .unprocessableContent)
        }
        let temperature = DecimalText.read(draft.temperature)
        let maxTokens = Int64(draft.maxTokens)
        let capabilities = Capability.allCases.filter { draft.capabilities.contains($0) }
        do {
            let labels = try form.labels
            guard let editing else {
                let view = try await control.agentTypes.create(
                    context.caller,
                    NewAgentType(
                        name: draft.name, slug: draft.slug.isEmpty ? nil : draft.slug, systemPrompt: draft.prompt,
                        provider: provider, model: draft.model,
                        endpointSlug: draft.endpointSlug.isEmpty ? nil : draft.endpointSlug,
                        capabilities: capabilities, temperature: temperature, maxTokens: maxTokens,
                        delivery: draft.delivery, runtime: draft.runtime, command: draft.arguments, labels: labels))
                return .seeOther(view.type.href, .agentTypeCreated)
            }
            let view = try await control.agentTypes.update(
                context.caller, editing.id,
                AgentTypeChange(
                    name: draft.name, slug: draft.slug.isEmpty ? nil : draft.slug, systemPrompt: draft.prompt,
                    provider: provider, model: draft.model,
                    endpointSlug: draft.endpointSlug, capabilities: capabilities, temperature: .some(temperature),
                    maxTokens: .some(maxTokens), delivery: draft.delivery, runtime: draft.runtime,
                    command: AgentTypeDraft.canShow(editing.command) ? draft.arguments : nil, labels: labels),
                when: EditConflict.precondition(of: form))
            return .seeOther(view.type.href, .agentTypeChanged)
        } catch let error as any PresentableError where error.errorCode == .preconditionFailed {
            let saved = try await control.agentTypes.show(context.caller, context.id("id", "agent type")).type
            let providers = try await control.providers.list(context.caller).map(\.provider)
            let refusal = FormRefusal(draft.conflict(with: AgentTypeDraft(saved), providers: providers))
            return try await agentTypeForm(
                draft, editing: saved, request, context, banner: refusal.banner, status: refusal.status)
        } catch {
            let refusal = try FormRefusal(error, fields: AgentTypeDraft.fields.union(["labels"]))
            return try await agentTypeForm(
                draft, editing: editing, typedVersion: form.optional(EditConflict.field), request, context,
                banner: refusal.banner, errors: refusal.errors, status: refusal.status)
        }
    }

    private func deleteAgentType(_ request: Request, _ context: ControlContext) async throws -> Response {
        let form = try context.form(request, ["confirmation"])
        let (view, agents) = try await agentTypeWithAgents(context)
        let type = view.type
        guard form.text("confirmation") == type.name else {
            let confirmation = Confirmation.deleting(
                type, agents: agents.map(\.entry), error: "This is not the agent type’s name.")
            return try await question(
                confirmation, place: .agentTypes, request, context, status: .unprocessableContent)
        }
        do {
            try await control.agentTypes.delete(context.caller, type.id)
        } catch let error as any PresentableError where error.errorCode == .agentTypeInUse {
            let (view, agents) = try await agentTypeWithAgents(context)
            return try await question(
                .deleting(view.type, agents: agents.map(\.entry)), place: .agentTypes, request, context,
                status: .conflict)
        }
        return .seeOther("/agent-types", .agentTypeDeleted)
    }
}

extension Agent {
    fileprivate var entry: ProviderUse.Entry { .init(id: id.description, name: name) }
}
