// SPDX-License-Identifier: Apache-2.0
package import Hummingbird

/// The only way in which a route comes into being: nobody's handler runs before its requirement is met.
package final class AccessRoutes {
    /// What runs once the requirement is met.
    package typealias Handler = @Sendable (Request, ControlContext) async throws -> Response

    /// A route that was registered.
    package struct Entry: Sendable {
        package var method: String
        package var path: String
        package var requirement: AccessRequirement
        /// What it takes and answers; `nil` for pages and their files.
        package var operation: APIOperation?
    }

    private let router: Router<ControlContext>
    private let gate: AccessGate
    private let stages: RequestStages
    package private(set) var entries: [Entry] = []

    init(router: Router<ControlContext>, gate: AccessGate, stages: RequestStages) {
        self.router = router
        self.gate = gate
        self.stages = stages
    }

    package func get(_ path: String, requires requirement: AccessRequirement, _ handler: @escaping Handler) {
        add(.get, path, requirement, nil, handler)
    }

    /// `resumes` says that the handler makes what it makes under the request's own id (`ControlContext.repetition`), and
    /// finds it there when the request comes again.
    package func post(
        _ path: String, requires requirement: AccessRequirement, resumes: Bool = false, _ handler: @escaping Handler
    ) {
        add(.post, path, requirement, nil, resumes: resumes, handler)
    }

    package func put(_ path: String, requires requirement: AccessRequirement, _ handler: @escaping Handler) {
        add(.put, path, requirement, nil, handler)
    }

    package func patch(_ path: String, requires requirement: AccessRequirement, _ handler: @escaping Handler) {
        add(.patch, path, requirement, nil, handler)
    }

    package func delete(_ path: String, requires requirement: AccessRequirement, _ handler: @escaping Handler) {
        add(.delete, path, requirement, nil, handler)
    }

    // What a route of the JSON APIs takes and answers is also what its query is checked against.
    func add(
        _ method: HTTPRequest.Method, _ path: String, _ requirement: AccessRequirement,
        _ operation: APIOperation?, resumes: Bool = false, _ handler: @escaping Handler
    ) {
        entries.append(
            Entry(method: method.rawValue, path: path, requirement: requirement, operation: operation))
        let (gate, stages) = (gate, stages)
        router.on(RouterPath(path), method: method) { request, context in
            var (request, context) = try await gate.admit(request, context, requirement)
            if let operation {
                try QueryParameter.check(request, operation.query)
                context.operation = operation
            }
            return try await stages.run(request, context, path: path, resumes: resumes, handler)
        }
    }
}
