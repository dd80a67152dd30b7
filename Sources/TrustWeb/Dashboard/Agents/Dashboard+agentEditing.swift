// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import TrustControl
import TrustCore

/// Agents > an agent > Edit.
struct AgentEditPage {
    var heading: String
    var href: String
    var crumb: String
    var banner: Banner?
    var name: Field
    var labelFields: LabelFields
    /// Which version is shown, for its form.
    var version: String
    /// What it has from its type already.
    var typeLabels: LabelList?

    /// `typedVersion` is the version that was read, where it is not the one that is given.
    init(
        _ view: AgentView, typedVersion: String? = nil, name: String? = nil, labels: [String: String]? = nil,
        banner: Banner? = nil, errors: [String: String] = [:]
    ) {
        heading = "Edit \(view.agent.name)"
        version = typedVersion ?? view.agent.version.text
        href = view.agent.href
        crumb = view.agent.name
        self.banner = banner
        self.name = Field(
            id: "agent-name", name: "name", label: "Name", value: name ?? view.agent.name,
            hint: "Unique in your organization.", error: errors["name"])
        labelFields = LabelFields(labels ?? LabelFields.values(of: view.agent.labels), error: errors["labels"])
        typeLabels = LabelList(view.typeLabels, path: "/agents")
    }
}

extension Dashboard {
    func registerAgentEditing(on routes: AccessRoutes) {
        routes.get("/agents/:id/edit", requires: .permission(.manageAgents)) { request, context in
            let view = try await control.agents.show(context.caller, context.id("id", "agent"))
            return try await editPage(AgentEditPage(view), request, context)
        }
        routes.post("/agents/:id/edit", requires: .permission(.manageAgents)) { request, context in
            let form = try context.form(request, LabelFields.names.union(["name", EditConflict.field]))
            let caller = try context.caller
            let view = try await control.agents.show(caller, context.id("id", "agent"))
            do {
                _ = try await control.agents.update(
                    caller, view.agent.id, name: form.text("name"), labels: form.labels,
                    when: EditConflict.precondition(of: form))
                return .seeOther(view.agent.href, .agentChanged)
            } catch let error as any PresentableError where error.errorCode == .preconditionFailed {
                let saved = try await control.agents.show(caller, view.agent.id)
                var conflict = EditConflict()
                conflict.compare("Name", saved: saved.agent.name, typed: form.text("name"))
                conflict.compareLabels(
                    saved: LabelFields.values(of: saved.agent.labels), typed: form.labelValues)
                return try await editPage(
                    AgentEditPage(
                        saved, name: form.text("name"), labels: form.labelValues, banner: conflict.banner),
                    request, context, status: .conflict)
            } catch {
                let refusal = try FormRefusal(error, fields: ["name", "labels"])
                return try await editPage(
                    AgentEditPage(
                        view, typedVersion: form.optional(EditConflict.field), name: form.text("name"),
                        labels: form.labelValues, banner: refusal.banner, errors: refusal.errors), request, context,
                    status: refusal.status)
            }
        }
    }

    private func editPage(
        _ form: AgentEditPage, _ request: Request, _ context: ControlContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        try await page(
            form, View(place: .agents, title: form.heading, template: .agentEdit), request, context, status: status)
    }
}
