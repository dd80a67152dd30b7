// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// Agents.
struct AgentsAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.get(
            "/api/agents", requires: .permission(.viewAgents),
            APIOperation("List agents", listing: AgentResponse.self, query: AgentFilter.query)
        ) { request, context in
            let query = try PageQuery(request)
            let caller = try context.caller
            let list = try await control.agents.list(caller, AgentFilter(request, control, caller))
            return try JSONAnswer.make(
                query.page(of: list, id: { $0.agent.id.description }, by: { $0.agent.name }) { AgentResponse($0) })
        }
        routes.post(
            "/api/agents", requires: .permission(.manageAgents),
            APIOperation(
                "Make an agent", takes: .required(CreateAgentRequest.self), answers: .created(AgentResponse.self),
                errors: [.nameTaken])
        ) { request, context in
            let value = try StrictBody<CreateAgentRequest>(request, context).value
            let view = try await control.agents.create(
                context.caller, name: value.name, type: value.agentTypeID, labels: Labels(value.labels ?? [:]))
            return try JSONAnswer.make(
                AgentResponse(view), status: .created, location: "/api/agents/\(view.agent.id)")
        }
        routes.get(
            "/api/agents/:id", requires: .permission(.viewAgents),
            APIOperation("Show an agent", answers: .ok(AgentResponse.self), isVersioned: true)
        ) { request, context in
            let view = try await control.agents.show(context.caller, context.id("id", "agent"))
            return try JSONAnswer.make(AgentResponse(view), version: view.agent.version, for: request)
        }
        routes.patch(
            "/api/agents/:id", requires: .permission(.manageAgents),
            APIOperation(
                "Change an agent's name and labels", detail: "Labels are replaced whole.",
                takes: .required(UpdateAgentRequest.self), answers: .ok(AgentResponse.self), errors: [.nameTaken],
                isVersioned: true)
        ) { request, context in
            let value = try StrictBody<UpdateAgentRequest>(request, context).value
            let view = try await control.agents.update(
                context.caller, context.id("id", "agent"), name: value.name,
                labels: value.labels.map { try Labels($0) }, when: Precondition(request))
            return try JSONAnswer.make(AgentResponse(view), version: view.agent.version, for: request)
        }
        routes.delete(
            "/api/agents/:id", requires: .permission(.manageAgents),
            APIOperation(
                "Delete an agent that is stopped", answers: .noContent, errors: [.agentBusy], isVersioned: true)
        ) { request, context in
            try await control.agents.delete(context.caller, context.id("id", "agent"), when: Precondition(request))
            return JSONAnswer.noContent
        }
        registerLifecycle(on: routes)
        registerRecords(on: routes)
    }

    private static let startErrors: [ErrorCode] = [
        .agentBusy, .providerPaused, .deliveryNotAllowed, .keyServiceUnavailable, .credentialUnavailable,
    ]

    private func registerLifecycle(on routes: APIRoutes) {
        routes.post(
            "/api/agents/:id/start", requires: .permission(.manageAgents),
            APIOperation(
                "Start an agent", takes: .optional(StartAgentRequest.self), answers: .accepted(AgentResponse.self),
                errors: Self.startErrors)
        ) { request, context in
            let terms = try ExternalAccessTerms(request, context)
            let view = try await control.agents.start(context.caller, context.id("id", "agent"), terms)
            if view.access != nil { context.notes.showsSecret() }
            return try JSONAnswer.make(AgentResponse(view), status: .accepted)
        }
        routes.post(
            "/api/agents/:id/stop", requires: .permission(.manageAgents),
            APIOperation("Stop an agent", answers: .accepted(AgentResponse.self), errors: [.agentBusy])
        ) { _, context in
            let view = try await control.agents.stop(context.caller, context.id("id", "agent"))
            return try JSONAnswer.make(AgentResponse(view), status: .accepted)
        }
        routes.post(
            "/api/agents/:id/restart", requires: .permission(.manageAgents),
            APIOperation(
                "Stop an agent and start it again", takes: .optional(StartAgentRequest.self),
                answers: .accepted(AgentResponse.self), errors: Self.startErrors)
        ) { request, context in
            let terms = try ExternalAccessTerms(request, context)
            let view = try await control.agents.restart(context.caller, context.id("id", "agent"), terms)
            if view.access != nil { context.notes.showsSecret() }
            return try JSONAnswer.make(AgentResponse(view), status: .accepted)
        }
    }

    private func registerRecords(on routes: APIRoutes) {
        routes.get(
            "/api/agents/:id/stats", requires: .permission(.viewUsage),
            APIOperation("Sum up what an agent did", query: [.from], answers: .ok(AgentStatsResponse.self))
        ) { request, context in
            let statistics = try await control.usage.statistics(
                context.caller, ofAgent: context.id("id", "agent"), since: SinceQuery.moment(of: request))
            return try JSONAnswer.make(AgentStatsResponse(statistics, withMessages: true))
        }
        let stream = LogStream(agents: control.agents)
        routes.get(
            "/api/agents/:id/logs", requires: .permission(.viewAgents),
            APIOperation(
                "Show the last of an agent's output, or follow it",
                detail: """
                    Followed, it is a stream of server-sent events, each with the position behind its lines as its id; \
                    `Last-Event-ID` goes on from there. An event `cut` says that lines may be missing.
                    """,
                query: [QueryParameter("follow", .words(["true", "false"]), "Whether to follow what is written.")],
                answers: .ok(LogsResponse.self).or(mediaType: "text/event-stream"), errors: [.rateLimitExceeded])
        ) { request, context in
            switch request.uri.queryParameters["follow"].map(String.init) {
            case nil, "false"?: break
            case "true"?: return try await stream.response(context.caller, context.id("id", "agent"), request)
            default: throw ControlError.invalid("follow", "This is true or false.")
            }
            let text = try await control.agents.logs(context.caller, context.id("id", "agent"))
            return try JSONAnswer.make(LogsResponse(text: text))
        }
        routes.get(
            "/api/agents/:id/requests", requires: .permission(.viewUsage),
            APIOperation("List an agent's LLM calls, the newest first", listing: RequestResponse.self)
        ) { request, context in
            let query = try PageQuery(request)
            // What a cursor stands before may be among the 200 that are kept in reach.
            let list = try await control.usage.requests(
                context.caller, ofAgent: context.id("id", "agent"), limit: Int(PageQuery.limits.upperBound))
            return try JSONAnswer.make(
                query.page(of: list, id: { $0.id.description }, by: { $0.startedAt.rfc3339 }, isDescending: true) {
                    RequestResponse($0)
                })
        }
    }
}

extension AgentResponse {
    init(_ view: AgentView) {
        let agent = view.agent
        self.init(
            id: agent.id, name: agent.name, agentTypeID: agent.type, agentTypeName: view.typeName,
            state: agent.state.rawValue, stateReason: agent.stateReason,
            stateChangedAt: agent.stateChangedAt.rfc3339, startedAt: agent.startedAt?.rfc3339,
            delivery: view.delivery, runtime: view.runtime, isolation: view.isolation.map { IsolationResponse($0) },
            createdAt: agent.createdAt.rfc3339, tokenExpiresAt: agent.tokenExpiresAt?.rfc3339,
            environment: view.access?.environment,
            labels: agent.labels.values, effectiveLabels: view.effectiveLabels.values)
    }
}

extension ExternalAccessTerms {
    /// What the body asks for; nothing where there is none.
    fileprivate init(_ request: Request, _ context: ControlContext) throws {
        guard context.body.count > 0 else {
            self.init()
            return
        }
        let value = try StrictBody<StartAgentRequest>(request, context).value
        self.init(lifetime: value.expiresIn, addresses: value.allowedAddresses ?? [])
    }
}

extension ExternalAccess {
    var environment: [String: String] { [baseURLVariable: baseURL, keyVariable: token] }
}
