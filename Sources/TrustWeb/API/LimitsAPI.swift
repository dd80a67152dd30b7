// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// Limits, and the organization's first steps.
struct LimitsAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.get(
            "/api/limits", requires: .permission(.viewUsage),
            APIOperation(
                "Show every limit and what this minute has used of it", answers: .ok(LimitsResponse.self),
                isVersioned: true)
        ) { request, context in
            let view = try await control.limits.show(context.caller)
            return try JSONAnswer.make(LimitsResponse(view), version: view.version, for: request)
        }
        routes.patch(
            "/api/limits", requires: .permission(.manageLimits),
            APIOperation(
                "Change the organization's requests a minute", takes: .required(UpdateLimitsRequest.self),
                answers: .ok(LimitsResponse.self), isVersioned: true)
        ) { request, context in
            let value = try StrictBody<UpdateLimitsRequest>(request, context).value
            let view = try await control.limits.setOrganizationRequests(
                context.caller, to: value.organizationRequests, when: Precondition(request))
            return try JSONAnswer.make(LimitsResponse(view), version: view.version, for: request)
        }
        routes.get(
            "/api/checklist", requires: .permission(.viewAgents),
            APIOperation("Show the way to a first answer", answers: .ok(ChecklistResponse.self))
        ) { _, context in
            try JSONAnswer.make(ChecklistResponse(try await control.checklist.show(context.caller)))
        }
        routes.patch(
            "/api/checklist", requires: .permission(.manageProviders),
            APIOperation(
                "Say what nobody but a person can know", takes: .required(UpdateChecklistRequest.self),
                answers: .ok(ChecklistResponse.self))
        ) { request, context in
            let value = try StrictBody<UpdateChecklistRequest>(request, context).value
            let checklist = try await control.checklist.mark(
                context.caller, keyBackedUp: value.masterKeyBackedUp, dismissed: value.dismissed)
            return try JSONAnswer.make(ChecklistResponse(checklist))
        }
    }
}

extension LimitsResponse {
    init(_ view: LimitsView) {
        self.init(
            organizationRequests: LimitUseResponse(view.organization),
            agents: view.agents.map {
                AgentLimitsResponse(
                    agentID: $0.agent.id, name: $0.agent.name, requests: LimitUseResponse($0.requests),
                    toolCalls: LimitUseResponse($0.toolCalls), httpRequests: LimitUseResponse($0.httpRequests))
            }, resetsAt: view.resetsAt.rfc3339)
    }
}

extension LimitUseResponse {
    init(_ use: LimitUse) { self.init(limit: use.limit, used: use.used, remaining: use.remaining) }
}

extension ChecklistResponse {
    init(_ checklist: Checklist) {
        self.init(
            steps: Checklist.Step.allCases.map {
                ChecklistStepResponse(step: $0.rawValue, done: checklist.done.contains($0))
            },
            dismissed: checklist.isDismissed)
    }
}
