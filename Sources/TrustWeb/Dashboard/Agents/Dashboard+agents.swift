// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerAgents(on routes: AccessRoutes) {
        routes.get("/agents", requires: .permission(.viewAgents)) { request, context in
            let caller = try context.caller
            let hasTypes = try await !control.agentTypes.list(caller).isEmpty
            let table = AgentsPage(try await agentRows(caller), hasTypes: hasTypes)
            return try await page(table, View(place: .agents, title: "Agents", template: .agents), request, context)
        }
        routes.get("/agents/rows", requires: .permission(.viewAgents)) { request, context in
            guard request.isFragment else { return .seeOther("/agents") }
            return try fragment(try await agentRows(context.caller), .agentRows, context)
        }
        routes.get("/agents/new", requires: .permission(.manageAgents)) { request, context in
            let selected = request.uri.queryParameters["type"].map(String.init)
            return try await newAgent(request, context, selected: selected)
        }
        routes.post("/agents", requires: .permission(.manageAgents)) { request, context in
            try await createAgent(request, context)
        }
        registerAgent(on: routes)
        for change in [AgentChange.start, .restart] {
            routes.get("/agents/:id/\(change.rawValue)", requires: .permission(.manageAgents)) { request, context in
                let view = try await control.agents.show(context.caller, context.id("id", "agent"))
                guard view.runtime == .external else { return .seeOther(view.agent.href) }
                return try await startElsewhere(view.agent, change, request, context)
            }
        }
        for change in AgentChange.allCases {
            routes.post("/agents/:id/\(change.rawValue)", requires: .permission(.manageAgents)) { request, context in
                try await changeAgent(change, request, context)
            }
        }
    }

    /// The agents' table with its last day.
    private func agentRows(_ caller: Caller) async throws -> AgentRows {
        let now = clock.now()
        let types = try await control.agentTypes.list(caller).map(\.type)
        let agents = try await control.agents.list(caller).map(\.agent)
        var rows: [AgentRows.Row] = []
        for agent in agents {
            rows.append(
                .init(
                    agent, type: types.first { $0.id == agent.type },
                    statistics: try await dayOf(agent.id, caller, now: now), now: now))
        }
        return AgentRows(rows: rows, interval: Agent.refreshInterval(for: agents))
    }

    private func newAgent(
        _ request: Request, _ context: ControlContext, selected: String?, name: String = "", start: Bool = true,
        refusal: FormRefusal? = nil
    ) async throws -> Response {
        let types = try await control.agentTypes.list(context.caller).map(\.type)
        let form = NewAgentPage(
            types: types, selected: selected, name: name, start: start, banner: refusal?.banner,
            errors: refusal?.errors ?? [:])
        return try await page(
            form, View(place: .agents, title: "Create agent", template: .newAgent), request, context,
            status: refusal?.status ?? .ok)
    }

    private func createAgent(_ request: Request, _ context: ControlContext) async throws -> Response {
        let form = try context.form(request, ["name", "agent_type_id", "start"])
        let caller = try context.caller
        let selected = form.text("agent_type_id")
        let agent: Agent
        do {
            guard let type = AgentTypeID(selected) else { throw ControlError(.invalidRequest, "Choose an agent type.") }
            agent = try await control.agents.create(caller, name: form.text("name"), type: type).agent
        } catch {
            return try await newAgent(
                request, context, selected: selected, name: form.text("name"), start: form.isTicked("start"),
                refusal: FormRefusal(error, fields: ["name"]))
        }
        guard form.isTicked("start") else { return .seeOther(agent.href, .agentCreated) }
        if try await control.agents.show(caller, agent.id).runtime == .external {
            return .seeOther("\(agent.href)/start", .agentCreated)
        }
        // The agent is there whether it starts or not; its page says why not.
        switch try await changeAgent(.start, agent.id, caller) {
        case .refused(let refusal):
            return try await agentPage(agent.id, request, context, flash: refusal.banner, status: .conflict)
        case .done: return .seeOther(agent.href)
        }
    }

    private enum ChangeResult {
        case done(AgentView)
        /// What kept it from being done, in words.
        case refused(FormRefusal)
    }

    private func changeAgent(
        _ change: AgentChange, _ id: AgentID, _ caller: Caller, _ terms: ExternalAccessTerms = ExternalAccessTerms(),
        fields: Set<String> = []
    ) async throws -> ChangeResult {
        do {
            return switch change {
            case .start: .done(try await control.agents.start(caller, id, terms))
            case .stop: .done(try await control.agents.stop(caller, id))
            case .restart: .done(try await control.agents.restart(caller, id, terms))
            }
        } catch {
            return .refused(try FormRefusal(error, fields: fields))
        }
    }

    /// The terms of a token, before it is made.
    private func startElsewhere(
        _ agent: Agent, _ change: AgentChange, _ request: Request, _ context: ControlContext, typed: Form? = nil,
        refusal: FormRefusal? = nil
    ) async throws -> Response {
        let shown = StartElsewherePage(
            agent, change, lifetime: typed?.text("expires_in") ?? "7776000",
            addresses: typed?.text("allowed_addresses") ?? "", banner: refusal?.banner, errors: refusal?.errors ?? [:])
        return try await page(
            shown, View(place: .agents, title: "\(shown.verb) \(agent.name)", template: .startElsewhere), request,
            context, status: refusal?.status ?? .ok)
    }

    /// Shown in the answer itself: the token is kept nowhere that a next page could read it from. To htmx, which had
    /// asked for a part, it is said that this is a page.
    private func startedPage(
        _ view: AgentView, _ access: ExternalAccess, _ request: Request, _ context: ControlContext
    ) async throws -> Response {
        var response = try await page(
            AgentStartedPage(view.agent, access),
            View(place: .agents, title: "Save this token", template: .agentStarted), request, context)
        if request.isFragment {
            response.headers[.name("HX-Retarget")] = "body"
            response.headers[.name("HX-Reswap")] = "innerHTML"
        }
        return response
    }

    private func changeAgent(
        _ change: AgentChange, _ request: Request, _ context: ControlContext
    ) async throws -> Response {
        let fields: Set = ["expires_in", "allowed_addresses"]
        let form = try context.form(request, fields.union(["from"]))
        let caller = try context.caller
        let id: AgentID = try context.id("id", "agent")
        let isFromForm = form.text("from") == "start"
        let terms = ExternalAccessTerms(
            lifetime: form.text("expires_in").isEmpty ? nil : Int64(form.text("expires_in")) ?? 0,
            addresses: form.text("allowed_addresses").split { $0 == "," || $0.isWhitespace }.map(String.init))
        var refusal: Banner?
        switch try await changeAgent(change, id, caller, terms, fields: isFromForm ? fields : []) {
        case .refused(let refused):
            refusal = refused.banner
            if isFromForm {
                let agent = try await control.agents.show(caller, id).agent
                return try await startElsewhere(agent, change, request, context, typed: form, refusal: refused)
            }
        case .done(let view):
            if let access = view.access { return try await startedPage(view, access, request, context) }
        }
        if request.isFragment {
            if form.text("from") == "detail" {
                let head = try await agentHead(try await control.agents.show(caller, id).agent, caller)
                return try fragment(head, .agentHead, context, notice: refusal?.title)
            }
            return try fragment(try await agentRows(caller), .agentRows, context, notice: refusal?.title)
        }
        if let refusal { return try await agentPage(id, request, context, flash: refusal, status: .conflict) }
        return .seeOther(form.text("from") == "detail" ? "/agents/\(id)" : "/agents")
    }
}

/// What can be done to an agent from outside.
enum AgentChange: String, CaseIterable {
    case start, stop, restart
}
