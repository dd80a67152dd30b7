// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustAPI
import TrustCore
import TrustDeclare

/// A plan being carried out, step by step.
struct Application {
    let api: APIClient
    let plan: Plan
    /// Whether keys are stored without being tried.
    let skipsValidation: Bool
    private var ids: [ResourceKind: [String: String]]
    private(set) var failures: [Int: CommandError] = [:]
    private(set) var warnings: [String] = []
    /// What could not be made: what stands on it is not tried.
    private var unmade: Set<[String]> = []

    init(_ plan: Plan, present: Present, skipsValidation: Bool, on api: APIClient) {
        self.api = api
        self.plan = plan
        self.skipsValidation = skipsValidation
        ids = present.ids
    }

    /// Does every step; one that fails does not keep those from it that do not stand on it.
    mutating func run() async throws {
        for (index, step) in plan.steps.enumerated() {
            do {
                try requireGround(of: step)
                try await perform(step)
            } catch let error as CommandError {
                failures[index] = error
                if step.isGround { unmade.insert([step.kind.rawValue, step.name]) }
            }
        }
    }

    private mutating func perform(_ step: Plan.Step) async throws {
        switch step.action {
        case .none: return
        case .create(let source): ids[step.kind, default: [:]][step.name] = try await create(step, key: source)
        case .update:
            switch step.kind {
            case .provider: try await change(step, as: UpdateProviderRequest.self)
            case .agentType: try await change(step, as: UpdateAgentTypeRequest.self)
            case .agent: try await change(step, as: UpdateAgentRequest.self)
            case .limits: try await change(step, as: UpdateLimitsRequest.self)
            }
        case .start, .stop:
            let answer: Answer<AgentResponse> = try await api.send(
                .post, try path(of: step, step.action == .start ? "start" : "stop"), EmptyBody())
            // Nobody would see the token here, and it is shown once.
            if answer.value.environment != nil {
                warnings.append(
                    "\(step.name) runs elsewhere and was given a token that is not shown here: "
                        + "`ag2trust agent restart \(step.name)` makes another and shows it.")
            }
        }
    }

    private mutating func create(_ step: Plan.Step, key source: KeySource?) async throws -> String {
        switch step.kind {
        case .provider:
            var request: CreateProviderRequest = try read(step.body(ids))
            request.validate = skipsValidation ? false : nil
            let key = try (source ?? .standardInput).read()
            var body = try SecretBody(request, secretBytes: key.count)
            body.add("api_key", key)
            body.finish()
            let answer: Answer<ProviderResponse> = try await api.send(.post, APIPath("providers"), body)
            warnings += (answer.value.warnings ?? []).map { "\(step.name): \($0)" }
            return answer.value.id.description
        case .agentType:
            let request: CreateAgentTypeRequest = try read(step.body(ids))
            let answer: Answer<AgentTypeResponse> = try await api.send(.post, APIPath("agent-types"), request)
            return answer.value.id.description
        case .agent:
            let request: CreateAgentRequest = try read(step.body(ids))
            let answer: Answer<AgentResponse> = try await api.send(.post, APIPath("agents"), request)
            return answer.value.id.description
        case .limits: throw CommandError(.failure, "There are limits always; they can't be made.")
        }
    }

    private func change<Request: RequestBody>(_ step: Plan.Step, as type: Request.Type) async throws {
        let request: Request = try read(step.body(ids))
        let _: Answer<JSONValue> = try await api.send(.patch, try path(of: step), request)
    }

    /// What is declared as this version of the API takes it.
    private func read<Request: RequestBody>(_ body: JSONValue) throws -> Request {
        do {
            return try JSONDecoder().decode(Request.self, from: JSONEncoder().encode(body))
        } catch let error as DecodingError {
            throw CommandError(.usage, "This can't be sent: \(Self.field(of: error)) is missing or not what it may be.")
        }
    }

    private static func field(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): key.stringValue
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath.last?.stringValue ?? "a field"
        @unknown default: "a field"
        }
    }

    private func requireGround(of step: Plan.Step) throws {
        let missing =
            step.changes.lazy.flatMap { $0.field.references(in: $0.to) }
            .first { unmade.contains([$0.kind.rawValue, $0.name]) }.map { "\($0.kind.noun) \"\($0.name)\"" }
            ?? (unmade.contains([step.kind.rawValue, step.name]) ? "it" : nil)
        if let missing { throw CommandError(.refused, "This was not tried, because \(missing) could not be made.") }
    }

    private func path(of step: Plan.Step, _ verb: String? = nil) throws -> APIPath {
        if step.kind.isSingle { return APIPath(step.kind.section) }
        guard let id = ids[step.kind]?[step.name] else {
            throw CommandError(.notFound, "There is no \(step.kind.noun) \"\(step.name)\".")
        }
        let collection =
            switch step.kind {
            case .provider: ProviderResponse.collection
            case .agentType: AgentTypeResponse.collection
            case .agent: AgentResponse.collection
            case .limits: step.kind.section
            }
        return verb.map { APIPath(collection, id, $0) } ?? APIPath(collection, id)
    }
}

extension Plan.Step {
    /// Whether nothing that stands on it may be made without it: itself, or who may use it.
    fileprivate var isGround: Bool {
        if case .create = action { true } else { changes.contains(where: \.field.followsCreation) }
    }
}

extension KeySource {
    /// The key, wherever it is.
    fileprivate func read() throws -> SecretBytes {
        switch self {
        case .standardInput: try SecretInput.line("key")
        case .file(let path): try SecretInput.file(path, "key")
        case .variable(let name): try SecretInput.variable(name, "key")
        }
    }
}
