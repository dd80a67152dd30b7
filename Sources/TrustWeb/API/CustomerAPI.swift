// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// What an organization's own programs call: 60 requests a minute, said in every answer.
struct CustomerAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.post(
            "/api/v1/ask/:slug", requires: .permission(.ask),
            APIOperation(
                "Ask an agent and wait for its answer", takes: .required(AskRequest.self),
                answers: .ok(AskResponse.self),
                errors: [
                    .messageTooLong, .endpointNotFound, .noAgentAvailable, .agentNotRunning, .agentFailed,
                    .agentTimeout,
                ])
        ) { request, context in
            try await limited(context) { decision in
                let value = try StrictBody<AskRequest>(request, context).value
                let answer = try await control.asking.ask(
                    context.caller, endpointSlug: context.parameters.get("slug") ?? "", content: value.content,
                    thread: value.threadID)
                if answer.agentLimit.remaining < decision.remaining { decision = answer.agentLimit }
                return try JSONAnswer.make(
                    AskResponse(
                        threadID: answer.thread, agentID: answer.agent, content: answer.content,
                        timestamp: answer.finishedAt.rfc3339))
            }
        }
        routes.get(
            "/api/v1/agents", requires: .permission(.viewAgents),
            APIOperation("List agents, as callers see them", answers: .ok(CustomerAgentsResponse.self))
        ) { _, context in
            try await limited(context) { _ in
                let agents = try await control.asking.agents(context.caller)
                return try JSONAnswer.make(
                    CustomerAgentsResponse(
                        agents: agents.map {
                            CustomerAgent(
                                agentID: $0.agent.id, name: $0.agent.name, status: $0.agent.state.rawValue,
                                capabilities: $0.capabilities)
                        }))
            }
        }
    }

    /// Counts the request, and writes what is left into the answer, whichever it is.
    private func limited(
        _ context: ControlContext, _ body: (inout LimitDecision) async throws -> Response
    ) async throws -> Response {
        var decision = try await control.asking.admit(context.caller)
        do {
            guard decision.allowed else { throw control.asking.refusal(decision) }
            var response = try await body(&decision)
            for (name, value) in Self.headers(decision) { response.headers[.name(name)] = value }
            return response
        } catch {
            var refusal = Refusal(error, logger: context.logger)
            refusal.headers.merge(Self.headers(decision)) { own, _ in own }
            throw refusal
        }
    }

    private static func headers(_ decision: LimitDecision) -> [String: String] {
        [
            "X-RateLimit-Limit": String(decision.limit),
            "X-RateLimit-Remaining": String(decision.remaining),
            "X-RateLimit-Reset": String(decision.resetsAt.seconds),
        ]
    }
}
