// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// Setup, and signing in and out.
struct SessionAPI: Sendable {
    let control: Control
    let cookie: SessionCookie

    func register(on routes: APIRoutes) {
        routes.post(
            "/api/setup", requires: .open,
            APIOperation(
                "Make the organization and its first owner, once", takes: .required(SetupRequest.self),
                answers: .created(SetupResponse.self), errors: [.unauthenticated, .alreadySetUp])
        ) { request, context in
            var body = try StrictBody<SetupRequest>(request, context)
            let token = try body.takeSecret("token")
            let password = try body.takeSecret("password")
            let made = try await control.setup.setUp(
                organization: body.value.organization, email: body.value.email, name: body.value.name, token: token,
                password: password)
            return try JSONAnswer.make(
                SetupResponse(organization: OrganizationResponse(made.organization), user: UserResponse(made.user)),
                status: .created)
        }
        routes.post(
            "/api/session", requires: .openAfterSetup,
            APIOperation(
                "Sign in", detail: "Browsers get the token as a cookie too.", takes: .required(SessionRequest.self),
                answers: .created(SessionResponse.self), errors: [.invalidCredentials, .rateLimitExceeded])
        ) { request, context in
            var body = try StrictBody<SessionRequest>(request, context)
            let password = try body.takeSecret("password")
            let new = try await control.sessions.signIn(
                email: body.value.email, password: password, address: context.address)
            let token = new.token.withBytes { String(decoding: $0, as: UTF8.self) }
            var response = try JSONAnswer.make(SessionResponse(new.view, token: token), status: .created)
            response.headers[.setCookie] = cookie.set(token: new.token)
            return response
        }
        routes.get(
            "/api/session", requires: .signedIn,
            APIOperation("Tell who is signed in", answers: .ok(SessionResponse.self))
        ) { _, context in
            try JSONAnswer.make(SessionResponse(try await control.sessions.show(context.session)))
        }
        routes.delete(
            "/api/session", requires: .signedIn,
            APIOperation("Sign out", answers: .noContent)
        ) { _, context in
            try await control.sessions.signOut(context.session)
            var response = JSONAnswer.noContent
            response.headers[.setCookie] = cookie.clear
            return response
        }
    }
}

extension OrganizationResponse {
    init(_ organization: Organization) { self.init(id: organization.id, name: organization.name) }
}

extension UserResponse {
    init(_ user: User) { self.init(id: user.id, email: user.email, name: user.name) }
}

extension SessionResponse {
    init(_ view: SessionView, token: String? = nil) {
        self.init(
            user: UserResponse(view.user), organization: OrganizationResponse(view.organization), role: view.role,
            expiresAt: view.session.expiresAt.rfc3339, token: token)
    }
}
