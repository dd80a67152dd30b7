// SPDX-License-Identifier: Apache-2.0
import Hummingbird

/// The routes of the JSON APIs: each is registered with its requirement and with what it takes and answers.
package final class APIRoutes {
    private let routes: AccessRoutes

    init(_ routes: AccessRoutes) { self.routes = routes }

    package func get(
        _ path: String, requires requirement: AccessRequirement, _ operation: APIOperation,
        _ handler: @escaping AccessRoutes.Handler
    ) { routes.add(.get, path, requirement, operation, handler) }

    /// `resumes` as in `AccessRoutes`.
    package func post(
        _ path: String, requires requirement: AccessRequirement, _ operation: APIOperation, resumes: Bool = false,
        _ handler: @escaping AccessRoutes.Handler
    ) { routes.add(.post, path, requirement, operation, resumes: resumes, handler) }

    package func put(
        _ path: String, requires requirement: AccessRequirement, _ operation: APIOperation,
        _ handler: @escaping AccessRoutes.Handler
    ) { routes.add(.put, path, requirement, operation, handler) }

    package func patch(
        _ path: String, requires requirement: AccessRequirement, _ operation: APIOperation,
        _ handler: @escaping AccessRoutes.Handler
    ) { routes.add(.patch, path, requirement, operation, handler) }

    package func delete(
        _ path: String, requires requirement: AccessRequirement, _ operation: APIOperation,
        _ handler: @escaping AccessRoutes.Handler
    ) { routes.add(.delete, path, requirement, operation, handler) }
}

/// A route without a description does not compile, and is told what it lacks.
extension APIRoutes {
    @available(*, unavailable, message: "Describe it: get(path, requires: …, APIOperation(…)) { … }")
    package func get(
        _ path: String, requires requirement: AccessRequirement, _ handler: @escaping AccessRoutes.Handler
    ) {}

    @available(*, unavailable, message: "Describe it: post(path, requires: …, APIOperation(…)) { … }")
    package func post(
        _ path: String, requires requirement: AccessRequirement, _ handler: @escaping AccessRoutes.Handler
    ) {}

    @available(*, unavailable, message: "Describe it: put(path, requires: …, APIOperation(…)) { … }")
    package func put(
        _ path: String, requires requirement: AccessRequirement, _ handler: @escaping AccessRoutes.Handler
    ) {}

    @available(*, unavailable, message: "Describe it: patch(path, requires: …, APIOperation(…)) { … }")
    package func patch(
        _ path: String, requires requirement: AccessRequirement, _ handler: @escaping AccessRoutes.Handler
    ) {}

    @available(*, unavailable, message: "Describe it: delete(path, requires: …, APIOperation(…)) { … }")
    package func delete(
        _ path: String, requires requirement: AccessRequirement, _ handler: @escaping AccessRoutes.Handler
    ) {}
}
