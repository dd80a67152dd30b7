// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

/// What every request of the API goes through between admission and its handler.
struct RequestStages: Sendable {
    let asking: AskService
    let repeated: RepeatedRequests

    /// Runs a handler: within the organization's minute where the route is a customer's, and once where the request
    /// has a key.
    func run(
        _ request: Request, _ context: ControlContext, path: String, resumes: Bool,
        _ handler: @escaping AccessRoutes.Handler
    ) async throws -> Response {
        guard path.hasPrefix("/api/v1/"), context.admitted != nil else {
            return try await repeated.run(request, context, path: path, resumes: resumes, handler)
        }
        return try await limited(context) {
            try await repeated.run(request, context, path: path, resumes: resumes, handler)
        }
    }

    /// Counts the request, and writes what is left into the answer, whichever it is.
    private func limited(
        _ context: ControlContext, _ body: () async throws -> Response
    ) async throws -> Response {
        let decision = try await asking.admit(context.caller)
        context.notes.note(decision)
        do {
            guard decision.allowed else { throw asking.refusal(decision) }
            var response = try await body()
            for (name, value) in Self.headers(context.notes.limit ?? decision) {
                response.headers[.name(name)] = value
            }
            return response
        } catch {
            var refusal = Refusal(error, logger: context.logger)
            refusal.headers.merge(Self.headers(context.notes.limit ?? decision)) { own, _ in own }
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
