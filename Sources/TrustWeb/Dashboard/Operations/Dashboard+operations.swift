// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerOperations(on routes: AccessRoutes) {
        routes.get("/operations", requires: .permission(.viewAgents)) { request, context in
            let caller = try context.caller
            let (names, now) = (try await providerNamesByID(caller), clock.now())
            let rows = try await control.operations.list(caller).map {
                OperationsPage.Row($0, providers: names, now: now)
            }
            return try await page(
                OperationsPage(rows: rows), View(place: .agents, title: "Operations", template: .operations), request,
                context)
        }
        routes.get("/operations/:id", requires: .permission(.viewAgents)) { request, context in
            let caller = try context.caller
            let operation = try await control.operations.show(caller, context.id("id", "operation"))
            let detail = OperationPage(operation, providers: try await providerNamesByID(caller), now: clock.now())
            return try await page(
                detail, View(place: .agents, title: detail.heading, template: .operation), request, context)
        }
        routes.get("/operations/:id/progress", requires: .permission(.viewAgents)) { request, context in
            let operation = try await control.operations.show(context.caller, context.id("id", "operation"))
            guard request.isFragment else { return .seeOther(operation.href) }
            return try fragment(
                OperationProgressPart(operation, now: clock.now()), .operationProgress, context)
        }
        routes.post("/agents/actions", requires: .permission(.manageAgents)) { request, context in
            try await actOnMany(request, context)
        }
    }

    private func providerNamesByID(_ caller: Caller) async throws -> [ProviderID: String] {
        Dictionary(
            try await control.providers.list(caller).map { ($0.provider.id, $0.provider.name) },
            uniquingKeysWith: { first, _ in first })
    }

    private func actOnMany(_ request: Request, _ context: ControlContext) async throws -> Response {
        let caller = try context.caller
        let everyone = try await control.agents.list(caller).map(\.agent)
        let form = try context.form(
            request, Set(["action", "view", "all"] + everyone.map(\.fieldName)))
        let list = try await agentsList(AgentsAddress(query: form.text("view")), caller)
        let chosen = form.isTicked("all") ? list.meant : everyone.filter { form.isTicked($0.fieldName) }
        guard let action = BulkOperation.Item.Action(rawValue: form.text("action")), action != .move else {
            throw ControlError(.invalidRequest, "The form can’t be read. Load the page again.")
        }
        guard !chosen.isEmpty else {
            return try await agentsPage(
                list, request, context, flash: Banner(.warn, "Nothing was selected."), status: .unprocessableContent)
        }
        let operation = try await control.operations.act(caller, action, on: .these(chosen.map(\.id)))
        return .seeOther(operation.href)
    }
}

extension Agent {
    /// Its check box.
    var fieldName: String { "agent_\(id)" }
}
