// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// Acting on many agents at once.
struct OperationsAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        registerRecords(on: routes)
        registerProviders(on: routes)
        routes.post(
            "/api/agents/actions", requires: .permission(.manageAgents),
            APIOperation(
                "Start, stop or restart many agents",
                detail: "Done in the background; one that fails does not keep the others from it.",
                takes: .required(AgentActionsRequest.self), answers: .accepted(OperationResponse.self),
                errors: [.notFound])
        ) { request, context in
            let value = try StrictBody<AgentActionsRequest>(request, context).value
            guard let action = BulkOperation.Item.Action(rawValue: value.action), action != .move else {
                throw ControlError.invalid("action", "This takes start, stop or restart.")
            }
            return try Self.accepted(
                try await control.operations.act(context.caller, action, on: AgentChoice(value)))
        }
    }

    private func registerProviders(on routes: APIRoutes) {
        routes.post(
            "/api/providers/:id/pause", requires: .permission(.manageProviders),
            APIOperation(
                "Stop every agent on a provider", detail: "None can be started on it until it is resumed.",
                answers: .accepted(OperationResponse.self))
        ) { _, context in
            try Self.accepted(try await control.operations.pause(context.caller, context.id("id", "provider")))
        }
        routes.post(
            "/api/providers/:id/resume", requires: .permission(.manageProviders),
            APIOperation("Let agents be started on a provider again", answers: .ok(ProviderResponse.self))
        ) { _, context in
            let caller = try context.caller
            let id: ProviderID = try context.id("id", "provider")
            try await control.operations.resume(caller, id)
            return try JSONAnswer.make(ProviderResponse(try await control.providers.show(caller, id)))
        }
        routes.post(
            "/api/providers/:id/reassign", requires: .permission(.manageProviders),
            APIOperation(
                "Give everything that stands on a provider, or what has some labels, another one",
                detail: "Agents that run elsewhere keep their token, which is good for the other provider at once.",
                takes: .required(ReassignProviderRequest.self), answers: .accepted(OperationResponse.self),
                errors: [.providerPaused, .agentRunsElsewhere, .deliveryNotAllowed])
        ) { request, context in
            let value = try StrictBody<ReassignProviderRequest>(request, context).value
            var reassignment = ProviderReassignment(
                from: try context.id("id", "provider"), to: value.to, models: value.modelMap ?? [:],
                restarts: value.restart ?? true)
            if let labels = value.labels {
                // Nothing said by mistake must not mean everything.
                guard !labels.isEmpty else { throw ControlError.invalid("labels", "Name at least one label.") }
                reassignment.labels = try LabelSelector(Labels(labels))
            }
            return try Self.accepted(try await control.operations.reassign(context.caller, reassignment))
        }
    }

    private func registerRecords(on routes: APIRoutes) {
        routes.get(
            "/api/operations", requires: .permission(.viewAgents),
            APIOperation("List what was asked of many agents, the newest first", listing: OperationResponse.self)
        ) { request, context in
            let query = try PageQuery(request)
            let list = try await control.operations.list(context.caller)
            return try JSONAnswer.make(
                query.page(of: list, id: { $0.id.description }, isDescending: true) { OperationResponse($0) })
        }
        routes.get(
            "/api/operations/:id", requires: .permission(.viewAgents),
            APIOperation("Show how far an operation has come", answers: .ok(OperationResponse.self))
        ) { _, context in
            try JSONAnswer.make(
                OperationResponse(try await control.operations.show(context.caller, context.id("id", "operation"))))
        }
    }

    private static func accepted(_ operation: BulkOperation) throws -> Response {
        try JSONAnswer.make(
            OperationResponse(operation), status: .accepted, location: "/api/operations/\(operation.id)")
    }
}

extension AgentChoice {
    /// - Throws: `INVALID_REQUEST` naming the field.
    init(_ request: AgentActionsRequest) throws {
        switch (request.agents, request.selector) {
        case (let agents?, nil): self = .these(agents)
        case (nil, let selector?):
            var filter = AgentFilter(type: selector.type, provider: selector.provider)
            if let labels = selector.labels { filter.labels = try LabelSelector(Labels(labels)) }
            if let text = selector.state {
                guard let state = Agent.State(rawValue: text) else {
                    throw ControlError.invalid("selector", "A state is one such as running.")
                }
                filter.state = state
            }
            self = .selected(filter)
        default: throw ControlError.invalid("agents", "Name agents, or give a selector.")
        }
    }
}

extension OperationResponse {
    init(_ operation: BulkOperation) {
        self.init(
            id: operation.id, kind: operation.kind.rawValue, status: operation.isFinished ? "done" : "running",
            total: Int64(operation.items.count), done: Int64(operation.done), failed: Int64(operation.failed),
            createdAt: operation.createdAt.rfc3339, finishedAt: operation.finishedAt?.rfc3339,
            providerID: operation.provider, targetID: operation.target,
            items: operation.items.map { OperationItemResponse($0) })
    }
}

extension OperationItemResponse {
    init(_ item: BulkOperation.Item) {
        self.init(
            agentID: item.agent, name: item.name, action: item.action.rawValue, status: item.status.rawValue,
            errorCode: item.errorCode?.rawValue, error: item.error)
    }
}
