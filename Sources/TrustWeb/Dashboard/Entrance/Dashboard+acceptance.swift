// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

/// The page behind an invitation's link.
extension Dashboard {
    func registerAcceptance(on routes: AccessRoutes) {
        routes.get("\(InvitationLink.path)", requires: .openAfterSetup) { request, _ in
            let text = request.uri.queryParameters["token"].map(String.init) ?? ""
            return try await acceptance(text)
        }
        routes.post("\(InvitationLink.path)", requires: .openAfterSetup) { request, context in
            try await accept(request, context)
        }
    }

    private func accept(_ request: Request, _ context: ControlContext) async throws -> Response {
        var form = try context.form(request, ["token", "name"], secrets: ["password"])
        let (token, name) = (form.text("token"), form.text("name"))
        let password = form.takeSecret("password")
        do {
            let accepted = try await control.invitations.accept(
                token: SecretBytes(copying: token.utf8), name: name, password: password)
            let page = SignInPage(
                email: accepted.user.email,
                banner: Banner(.good, "You are in \(accepted.organization.name). Sign in with your new password."))
            return entrance(page, .signIn, title: "Sign in", status: .created)
        } catch let error as ControlError where error.code == .notFound {
            return closedInvitation
        } catch {
            let refusal = try FormRefusal(error, fields: ["name", "password"])
            return try await acceptance(token, name: name, refusal: refusal)
        }
    }

    private func acceptance(
        _ token: String, name: String = "", refusal: FormRefusal? = nil
    ) async throws -> Response {
        do {
            let (invitation, organization) = try await control.invitations.open(SecretBytes(copying: token.utf8))
            let page = AcceptancePage(
                invitation, organization: organization.name, token: token, name: name, banner: refusal?.banner,
                errors: refusal?.errors ?? [:])
            return entrance(page, .acceptance, title: "Join", status: refusal?.status ?? .ok)
        } catch let error as ControlError where error.code == .notFound {
            return closedInvitation
        }
    }

    /// The same for a link that never was, was used, has expired or was taken back.
    private var closedInvitation: Response {
        let page = ClosedPage(
            heading: "This link is not good any more",
            words: "A link works once, for seven days. Ask whoever invited you for a new one.",
            link: Link(href: "/sign-in", label: "Sign in"))
        return entrance(page, .closed, title: "Invitation", status: .notFound)
    }
}
