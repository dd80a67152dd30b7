// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// Agent types.
struct AgentTypesAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.get(
            "/api/capabilities", requires: .permission(.viewAgents),
            APIOperation(
                "List bundles of tools",
                detail: "What an agent type may name as `capabilities`, and the tools in each.",
                listing: CapabilityResponse.self)
        ) { request, _ in
            let query = try PageQuery(request)
            return try JSONAnswer.make(
                query.page(of: Capability.allCases, id: { $0.rawValue }) { CapabilityResponse($0) })
        }
        routes.get(
            "/api/agent-types", requires: .permission(.viewAgents),
            APIOperation("List agent types", listing: AgentTypeResponse.self, query: [.label])
        ) { request, context in
            let query = try PageQuery(request)
            let list = try await control.agentTypes.list(
                context.caller, labels: LabelQuery.selector(of: request))
            return try JSONAnswer.make(
                query.page(of: list, id: { $0.type.id.description }, by: { $0.type.name }) { AgentTypeResponse($0) })
        }
        routes.post(
            "/api/agent-types", requires: .permission(.manageAgents),
            APIOperation(
                "Make an agent type", takes: .required(CreateAgentTypeRequest.self),
                answers: .created(AgentTypeResponse.self), errors: [.nameTaken, .deliveryNotAllowed])
        ) { request, context in
            let value = try StrictBody<CreateAgentTypeRequest>(request, context).value
            let view = try await control.agentTypes.create(context.caller, try NewAgentType(value))
            return try JSONAnswer.make(
                AgentTypeResponse(view), status: .created, location: "/api/agent-types/\(view.type.id)")
        }
        routes.get(
            "/api/agent-types/:id", requires: .permission(.viewAgents),
            APIOperation("Show an agent type", answers: .ok(AgentTypeResponse.self), isVersioned: true)
        ) { request, context in
            let view = try await control.agentTypes.show(context.caller, context.id("id", "agent type"))
            return try JSONAnswer.make(AgentTypeResponse(view), version: view.type.version, for: request)
        }
        routes.patch(
            "/api/agent-types/:id", requires: .permission(.manageAgents),
            APIOperation(
                "Change an agent type", detail: "Running agents follow at their next start.",
                takes: .required(UpdateAgentTypeRequest.self), answers: .ok(AgentTypeResponse.self),
                errors: [.nameTaken, .deliveryNotAllowed], isVersioned: true)
        ) { request, context in
            let body = try StrictBody<UpdateAgentTypeRequest>(request, context)
            let view = try await control.agentTypes.update(
                context.caller, context.id("id", "agent type"),
                try AgentTypeChange(body.value, nullFields: body.nullFields), when: Precondition(request))
            return try JSONAnswer.make(AgentTypeResponse(view), version: view.type.version, for: request)
        }
        routes.delete(
            "/api/agent-types/:id", requires: .permission(.manageAgents),
            APIOperation(
                "Delete an agent type that has no agents", answers: .noContent, errors: [.agentTypeInUse],
                isVersioned: true)
        ) { request, context in
            try await control.agentTypes.delete(
                context.caller, context.id("id", "agent type"), when: Precondition(request))
            return JSONAnswer.noContent
        }
        routes.post(
            "/api/agent-types/:id/approval", requires: .permission(.approveCommands),
            APIOperation(
                "Let a command of one's own hold the key itself", answers: .ok(AgentTypeResponse.self),
                isVersioned: true)
        ) { request, context in
            let view = try await control.agentTypes.approve(
                context.caller, context.id("id", "agent type"), when: Precondition(request))
            return try JSONAnswer.make(AgentTypeResponse(view), version: view.type.version, for: request)
        }
        routes.delete(
            "/api/agent-types/:id/approval", requires: .permission(.approveCommands),
            APIOperation("Take an approval away", answers: .noContent, isVersioned: true)
        ) { request, context in
            _ = try await control.agentTypes.disapprove(
                context.caller, context.id("id", "agent type"), when: Precondition(request))
            return JSONAnswer.noContent
        }
    }
}

extension NewAgentType {
    /// - Throws: `INVALID_REQUEST` (`labels`).
    init(_ request: CreateAgentTypeRequest) throws {
        self.init(
            name: request.name, slug: request.slug, systemPrompt: request.systemPrompt, provider: request.providerID,
            model: request.model, endpointSlug: request.endpointSlug, capabilities: request.capabilities ?? [],
            temperature: request.temperature, maxTokens: request.maxTokens,
            delivery: request.delivery ?? (request.runtime == .external ? .leased : .env),
            runtime: request.runtime ?? .process, command: request.command ?? [],
            labels: try Labels(request.labels ?? [:]))
    }
}

extension AgentTypeChange {
    /// `null` takes away what a type may do without.
    /// - Throws: `INVALID_REQUEST` (`labels`).
    init(_ request: UpdateAgentTypeRequest, nullFields: Set<String>) throws {
        self.init(
            name: request.name, slug: request.slug, systemPrompt: request.systemPrompt, provider: request.providerID,
            model: request.model,
            endpointSlug: nullFields.contains("endpoint_slug") ? "" : request.endpointSlug,
            capabilities: request.capabilities,
            temperature: nullFields.contains("temperature") ? .some(nil) : request.temperature.map { .some($0) },
            maxTokens: nullFields.contains("max_tokens") ? .some(nil) : request.maxTokens.map { .some($0) },
            delivery: request.delivery, runtime: request.runtime, command: request.command,
            labels: try request.labels.map { try Labels($0) })
    }
}

extension AgentTypeResponse {
    init(_ view: AgentTypeView) {
        let type = view.type
        self.init(
            id: type.id, name: type.name, slug: type.slug, systemPrompt: type.systemPrompt, providerID: type.provider,
            providerName: view.providerName, model: type.model, endpointSlug: type.endpointSlug,
            capabilities: type.capabilities, temperature: type.temperature, maxTokens: type.maxTokens,
            delivery: type.delivery, runtime: type.runtime, command: type.command,
            approval: type.isApproved ? type.approval.map { ApprovalResponse($0) } : nil,
            refusedBy: view.refusal?.rawValue, createdAt: type.createdAt.rfc3339, updatedAt: type.updatedAt.rfc3339,
            labels: type.labels.values)
    }
}

extension ApprovalResponse {
    init(_ approval: CommandApproval) {
        self.init(approvedAt: approval.approvedAt.rfc3339, approvedBy: approval.approvedBy)
    }
}
