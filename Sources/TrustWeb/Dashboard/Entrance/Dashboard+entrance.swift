// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerEntrance(on routes: AccessRoutes) {
        routes.get("/setup", requires: .open) { _, _ in
            guard try await control.setup.isRequired() else { return .seeOther("/") }
            return entrance(SetupPage(), .setup, title: "Set up")
        }
        routes.post("/setup", requires: .open) { request, context in try await setUp(request, context) }
        routes.get("/sign-in", requires: .openAfterSetup) { request, _ in
            let next = SignInPage.safePath(request.uri.queryParameters["next"].map(String.init))
            return entrance(SignInPage(next: next), .signIn, title: "Sign in")
        }
        routes.post("/sign-in", requires: .openAfterSetup) { request, context in try await signIn(request, context) }
        routes.post("/sign-out", requires: .signedIn) { request, context in
            _ = try context.form(request, [])
            try await control.sessions.signOut(try context.session)
            var response = Response.seeOther("/sign-in")
            response.headers[.setCookie] = SessionCookie(usesTLS: context.usesTLS).clear
            return response
        }
    }

    private func setUp(_ request: Request, _ context: ControlContext) async throws -> Response {
        var form = try context.form(request, ["organization", "name", "email"], secrets: ["token", "password"])
        guard try await control.setup.isRequired() else { return .seeOther("/sign-in") }
        let typed = SetupPage.Typed(
            organization: form.text("organization"), name: form.text("name"), email: form.text("email"))
        let token = form.takeSecret("token", trimming: true)
        let password = form.takeSecret("password")
        let again = password.duplicate()
        do {
            _ = try await control.setup.setUp(
                organization: typed.organization, email: typed.email, name: typed.name, token: token,
                password: password)
        } catch let error as ControlError where error.code == .unauthenticated {
            let page = SetupPage(typed: typed, errors: ["token": error.message])
            return entrance(page, .setup, title: "Set up", status: .unprocessableContent)
        } catch {
            let fields: Set = ["organization", "name", "email", "password", "token"]
            let refusal = try FormRefusal(error, fields: fields)
            let page = SetupPage(typed: typed, banner: refusal.banner, errors: refusal.errors)
            return entrance(page, .setup, title: "Set up", status: refusal.status)
        }
        let session = try await control.sessions.signIn(
            email: typed.email, password: again, address: context.address)
        return Self.signedIn(session, to: "/?done=\(Notice.setUp.rawValue)", context)
    }

    private func signIn(_ request: Request, _ context: ControlContext) async throws -> Response {
        var form = try context.form(request, ["email", "next"], secrets: ["password"])
        let email = form.text("email")
        let next = SignInPage.safePath(form.optional("next"))
        let password = form.takeSecret("password")
        do {
            let session = try await control.sessions.signIn(
                email: email, password: password, address: context.address)
            return Self.signedIn(session, to: next ?? "/", context)
        } catch {
            let refusal = try FormRefusal(error, fields: ["email"])
            let page = SignInPage(email: email, next: next, banner: refusal.banner, errors: refusal.errors)
            return entrance(page, .signIn, title: "Sign in", status: refusal.status)
        }
    }

    private static func signedIn(
        _ session: borrowing NewSession, to path: String, _ context: ControlContext
    ) -> Response {
        var response = Response.seeOther(path)
        response.headers[.setCookie] = SessionCookie(usesTLS: context.usesTLS).set(token: session.token)
        return response
    }
}
