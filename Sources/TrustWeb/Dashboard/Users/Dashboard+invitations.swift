// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerInvitations(on routes: AccessRoutes) {
        routes.get("/settings/users/invite", requires: .permission(.manageUsers)) { request, context in
            let form = InvitePage(highest: try context.caller.role)
            return try await page(form, View(place: .users, title: "Invite", template: .invite), request, context)
        }
        routes.post("/settings/users/invitations", requires: .permission(.manageUsers)) { request, context in
            try await invite(request, context)
        }
        routes.post("/settings/users/invitations/:id/resend", requires: .permission(.manageUsers)) { request, context in
            _ = try context.form(request, [])
            let new = try await control.invitations.renew(context.caller, context.id("id", "invitation"))
            return try await invited(new, request, context)
        }
        routes.get("/settings/users/invitations/:id/revoke", requires: .permission(.manageUsers)) { request, context in
            let id: InvitationID = try context.id("id", "invitation")
            let list = try await control.invitations.list(context.caller)
            guard let invitation = list.first(where: { $0.id == id && $0.acceptedAt == nil }) else {
                throw ControlError.notFound("invitation")
            }
            return try await question(.revoking(invitation), place: .users, request, context)
        }
        routes.post("/settings/users/invitations/:id/revoke", requires: .permission(.manageUsers)) { request, context in
            _ = try context.form(request, [])
            try await control.invitations.revoke(context.caller, context.id("id", "invitation"))
            return .seeOther("/settings/users", .invitationRevoked)
        }
    }

    private func invite(_ request: Request, _ context: ControlContext) async throws -> Response {
        let form = try context.form(request, ["email", "role"])
        let caller = try context.caller
        let role = Role(rawValue: form.text("role")) ?? .member
        do {
            let new = try await control.invitations.invite(caller, email: form.text("email"), role: role)
            return try await invited(new, request, context)
        } catch {
            let refusal = try FormRefusal(error, fields: ["email"])
            let again = InvitePage(
                email: form.text("email"), role: role, highest: caller.role, banner: refusal.banner,
                errors: refusal.errors)
            return try await page(
                again, View(place: .users, title: "Invite", template: .invite), request, context,
                status: refusal.status)
        }
    }

    /// Shown in the answer itself: the link is kept nowhere that a next page could read it from.
    private func invited(
        _ new: borrowing NewInvitation, _ request: Request, _ context: ControlContext
    ) async throws -> Response {
        let shown = InvitedPage(
            email: new.invitation.email, role: new.invitation.role.rawValue,
            link: InvitationLink.text(to: new.token, request, context))
        return try await page(
            shown, View(place: .users, title: "Send this link", template: .invited), request, context)
    }
}
