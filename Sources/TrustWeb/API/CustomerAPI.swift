// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// What an organization's own programs call: 60 requests a minute, said in every answer.
struct CustomerAPI: Sendable {
    let control: Control

    /// What a message may come to, beside its answer.
    static let messageErrors: [ErrorCode] = [
        .messageTooLong, .endpointNotFound, .agentNotFound, .noAgentAvailable, .agentNotRunning, .agentFailed,
        .agentTimeout,
    ]

    func register(on routes: APIRoutes) {
        routes.post(
            "/api/v1/ask/:slug", requires: .permission(.ask),
            APIOperation(
                "Ask an agent and wait for its answer",
                detail: "With `Accept: text/event-stream` the answer is told as events: `accepted`, `taken`, `reply` or `error`.",
                takes: .required(AskRequest.self),
                answers: .ok(AskResponse.self).or(mediaType: "text/event-stream"), errors: Self.messageErrors),
            resumes: true
        ) { request, context in
            let value = try StrictBody<AskRequest>(request, context).value
            let streams = request.acceptsEventStream
            let submission = try await control.asking.submit(
                context.caller, .endpoint(context.parameters.get("slug") ?? ""),
                NewMessage(
                    content: value.content, thread: value.threadID, id: context.repetition,
                    patience: streams ? MessagePatience.delivery : MessagePatience.answer))
            context.notes.note(submission.agentLimit)
            if streams {
                return MessageStream(asking: control.asking, logger: context.logger) { AskResponse($0) }
                    .response(to: submission)
            }
            return try JSONAnswer.make(AskResponse(try await control.asking.answer(to: submission)))
        }
        routes.get(
            "/api/v1/agents", requires: .permission(.viewConversations),
            APIOperation("List agents, as callers see them", answers: .ok(CustomerAgentsResponse.self))
        ) { _, context in
            let agents = try await control.asking.agents(context.caller)
            return try JSONAnswer.make(
                CustomerAgentsResponse(
                    agents: agents.map {
                        CustomerAgent(
                            agentID: $0.agent.id, name: $0.agent.name, status: $0.agent.state.rawValue,
                            capabilities: $0.capabilities)
                    }))
        }
        routes.get(
            "/api/v1/usage", requires: .permission(.viewUsage),
            APIOperation(
                "Messages and tokens of a period", query: [.period], answers: .ok(CustomerUsageResponse.self))
        ) { request, context in
            let period = request.uri.queryParameters["period"].map(String.init) ?? "day"
            guard let days = ["day": 1, "week": 7, "month": 30][period] else {
                throw ControlError.invalid("period", "This takes day, week or month.")
            }
            let usage = try await control.usage.total(context.caller, days: Int64(days))
            guard let limit = context.notes.limit else { throw ControlError(.internalError, "No limit was taken.") }
            return try JSONAnswer.make(
                CustomerUsageResponse(
                    period: period, requests: usage.messages, tokensUsed: usage.tokens, rateLimit: limit.limit,
                    rateLimitRemaining: limit.remaining, rateLimitReset: limit.resetsAt.rfc3339))
        }
    }
}

extension AskResponse {
    init(_ answer: TrustControl.Answer) {
        self.init(
            threadID: answer.thread, agentID: answer.agent, content: answer.content,
            timestamp: answer.finishedAt.rfc3339)
    }
}
