// SPDX-License-Identifier: Apache-2.0
package import Hummingbird

/// The pages for people: a second adapter over the same use cases.
package protocol DashboardPages: Sendable {
    /// Registers every page, each with its requirement.
    func register(on routes: AccessRoutes)
    /// The page that shows an error; `nil` stands for a plain one.
    func page(for refusal: Refusal, request: Request, context: ControlContext) async -> Response?
}
