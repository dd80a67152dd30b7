// SPDX-License-Identifier: Apache-2.0
package import Hummingbird
package import TrustControl
package import TrustCore

/// The pages that people see, over the same use cases as the API.
package struct Dashboard: DashboardPages {
    let control: Control
    let templates: TemplateLibrary
    let files: StaticFiles
    let clock: WallClock

    /// Compiles the templates and reads the static files that came with the program.
    /// - Throws: when one of them is missing or broken.
    package init(control: Control, clock: WallClock = WallClock()) throws {
        self.control = control
        self.clock = clock
        templates = try TemplateLibrary(directory: TemplateLibrary.bundled)
        files = try StaticFiles(directory: StaticFiles.bundled)
    }

    /// Registers every page.
    package func register(on routes: AccessRoutes) {
        registerStaticFiles(on: routes)
        registerEntrance(on: routes)
        registerAcceptance(on: routes)
        registerOverview(on: routes)
        registerProviders(on: routes)
        registerAgentTypes(on: routes)
        registerApproval(on: routes)
        registerAgents(on: routes)
        registerOperations(on: routes)
        registerReassignment(on: routes)
        registerUsePolicy(on: routes)
        registerRequests(on: routes)
        registerLimits(on: routes)
        registerUsers(on: routes)
        registerAPIKeys(on: routes)
        registerAudit(on: routes)
        registerWebhook(on: routes)
    }

    /// The page for an error, in the frame where someone is signed in.
    package func page(for refusal: Refusal, request: Request, context: ControlContext) async -> Response? {
        if request.isFragment {
            // htmx swaps answers into a page: it must never get a whole one.
            let isSignedOut = refusal.code == .unauthenticated
            return .fragment("", status: refusal.status, header: isSignedOut ? ("HX-Redirect", "/sign-in") : nil)
        }
        if refusal.code == .unauthenticated || refusal.code == .setupRequired { return nil }
        let heading = Self.heading(for: refusal)
        var context = context
        context.signedIn = await signedIn(request, context)
        if context.signedIn != nil {
            let problem = Problem(
                heading: heading, words: refusal.message, icon: refusal.status.code >= 500 ? "bad" : "unknown",
                link: Link(href: "/", label: "Go to the overview"))
            let view = View(place: nil, title: heading, template: .problem)
            return try? await page(problem, view, request, context, status: refusal.status)
        }
        let closed = ClosedPage(heading: heading, words: refusal.message, link: Link(href: "/", label: "Start over"))
        return entrance(closed, .closed, title: heading, status: refusal.status)
    }

    /// Errors come from outside of the gate, which alone knows who asks: the cookie is read once more.
    private func signedIn(_ request: Request, _ context: ControlContext) async -> SignedIn? {
        if let signedIn = context.signedIn { return signedIn }
        let tokens = SessionCookie(usesTLS: context.usesTLS).values(in: request)
        guard tokens.count == 1, let token = tokens.first else { return nil }
        return try? await control.access.caller(sessionToken: SecretBytes(copying: token.utf8))
    }

    private static func heading(for refusal: Refusal) -> String {
        switch refusal.status {
        case .notFound: "There is no such page"
        case .forbidden: "This is not for you"
        case .conflict: "That can’t be done now"
        case .tooManyRequests: "Too much at once"
        default: refusal.status.code >= 500 ? "Something went wrong here" : "That can’t be taken"
        }
    }
}
