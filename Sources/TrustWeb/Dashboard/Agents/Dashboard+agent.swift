// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    /// The page of one agent, and its parts.
    func registerAgent(on routes: AccessRoutes) {
        routes.get("/agents/:id", requires: .permission(.viewAgents)) { request, context in
            try await agentPage(context.id("id", "agent"), request, context)
        }
        registerParts(on: routes)
        routes.post("/agents/:id/talk", requires: .permission(.ask)) { request, context in
            try await talk(request, context)
        }
        routes.get("/agents/:id/delete", requires: .permission(.manageAgents)) { request, context in
            let agent = try await control.agents.show(context.caller, context.id("id", "agent")).agent
            return try await question(.deleting(agent), place: .agents, request, context)
        }
        routes.post("/agents/:id/delete", requires: .permission(.manageAgents)) { request, context in
            try await deleteAgent(request, context)
        }
    }

    /// What an agent's page refreshes by itself.
    private func registerParts(on routes: AccessRoutes) {
        func part(
            _ name: String, _ render: @escaping @Sendable (Agent, Caller, ControlContext) async throws -> Response
        ) {
            routes.get("/agents/:id/\(name)", requires: .permission(.viewAgents)) { request, context in
                let caller = try context.caller
                let agent = try await control.agents.show(caller, context.id("id", "agent")).agent
                guard request.isFragment else { return .seeOther(agent.href) }
                return try await render(agent, caller, context)
            }
        }
        part("head") { agent, caller, context in
            try fragment(try await agentHead(agent, caller), .agentHead, context)
        }
        part("statistics") { agent, caller, context in
            let statistics = try await control.usage.statistics(caller, ofAgent: agent.id)
            let stats = AgentPage.stats(statistics)
            return try fragment(AgentStatisticsPart(href: agent.href, stats: stats), .agentStatistics, context)
        }
        part("calls") { agent, caller, context in
            let calls = try await control.usage.requests(caller, ofAgent: agent.id, limit: Self.callsShown)
            return try fragment(AgentCallsPart(href: agent.href, agent: agent.id, calls), .agentCalls, context)
        }
    }

    private static var callsShown: Int { 10 }

    /// The head with the card that changes along with the state.
    func agentHead(_ agent: Agent, _ caller: Caller) async throws -> AgentHead {
        let type = try await control.agentTypes.show(caller, agent.type).type
        let provider = try? await control.providers.show(caller, type.provider).provider
        let isolation = try await control.agents.show(caller, agent.id).isolation
        let custody = CustodyCard.ofAgent(agent, type: type, provider: provider, isolation: isolation)
        return AgentHead(agent, type.runtime, custody: custody, now: clock.now())
    }

    /// The page; `flash` says what happened before, `draft` is a message that could not be sent, and why.
    func agentPage(
        _ id: AgentID, _ request: Request, _ context: ControlContext, flash: Banner? = nil,
        draft: (text: String, error: String)? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let caller = try context.caller
        let view = try await control.agents.show(caller, id)
        let type = try await control.agentTypes.show(caller, view.agent.type).type
        let provider = try? await control.providers.show(caller, type.provider).provider
        let thread = request.uri.queryParameters["thread"].flatMap { ThreadID(String($0)) }
        let detail = AgentPage(
            view.agent, type: type, provider: provider,
            statistics: try await control.usage.statistics(caller, ofAgent: id),
            calls: try await control.usage.requests(caller, ofAgent: id, limit: Self.callsShown),
            logs: await logs(of: id, caller), isolation: view.isolation,
            exchanges: try await exchanges(of: thread, with: view.agent, caller), draft: draft?.text,
            talkError: draft?.error, now: clock.now())
        return try await page(
            detail, View(place: .agents, title: view.agent.name, template: .agent), request, context, status: status,
            flash: flash)
    }

    /// The output, or `nil` where it can't be read: the rest of the page stands without it.
    private func logs(of id: AgentID, _ caller: Caller) async -> String? {
        try? await control.agents.logs(caller, id, lastBytes: 16 << 10)
    }

    private func exchanges(
        of thread: ThreadID?, with agent: Agent, _ caller: Caller
    ) async throws -> [Exchange] {
        guard let thread else { return [] }
        return try await control.asking.messages(caller, ofAgent: agent.id)
            .filter { $0.thread == thread }.reversed().map { Exchange($0, with: agent) }
    }

    private func talk(_ request: Request, _ context: ControlContext) async throws -> Response {
        let form = try context.form(request, ["content", "thread"])
        let caller = try context.caller
        let agent = try await control.agents.show(caller, context.id("id", "agent")).agent
        let content = form.raw("content")
        let thread = ThreadID(form.text("thread"))
        let began = clock.now()
        do {
            let answer = try await control.asking.talk(caller, to: agent.id, content: content, thread: thread)
            guard request.isFragment else {
                return .seeOther("\(agent.href)?thread=\(answer.thread)#talk-heading")
            }
            let exchange = Exchange(
                question: content, answer: answer.content, failed: false, agent: agent.name, asked: began,
                answered: answer.finishedAt, toolCalls: answer.toolCalls, thread: answer.thread.description,
                fragment: true)
            var response = try fragment(exchange, .exchange, context)
            response.headers[.name("HX-Trigger")] = "answered"
            return response
        } catch {
            let refusal = try FormRefusal(error, fields: [])
            let message = (error as? any PresentableError)?.publicMessage ?? ""
            var told: String?
            if case .string(let id) = refusal.details["thread_id"] { told = id }
            guard request.isFragment else {
                // A message that was taken down is in its conversation, with what became of it.
                if let told { return .seeOther("\(agent.href)?thread=\(told)#talk-heading") }
                return try await agentPage(
                    agent.id, request, context, draft: (content, message), status: refusal.status)
            }
            let exchange = Exchange(
                question: content, answer: message, failed: true, agent: agent.name, asked: began,
                answered: clock.now(), toolCalls: 0, thread: told ?? thread?.description ?? "", fragment: true)
            return try fragment(exchange, .exchange, context)
        }
    }

    private func deleteAgent(_ request: Request, _ context: ControlContext) async throws -> Response {
        let form = try context.form(request, ["confirmation"])
        let caller = try context.caller
        let agent = try await control.agents.show(caller, context.id("id", "agent")).agent
        guard form.text("confirmation") == agent.name else {
            let confirmation = Confirmation.deleting(agent, error: "This is not the agent’s name.")
            return try await question(confirmation, place: .agents, request, context, status: .unprocessableContent)
        }
        do {
            try await control.agents.delete(caller, agent.id)
        } catch let error as any PresentableError where error.errorCode == .agentBusy {
            let agent = try await control.agents.show(caller, agent.id).agent
            return try await question(.deleting(agent), place: .agents, request, context, status: .conflict)
        }
        return .seeOther("/agents", .agentDeleted)
    }
}
