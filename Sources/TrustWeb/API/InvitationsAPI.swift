// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// Whom the organization has invited.
struct InvitationsAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.get(
            "/api/invitations", requires: .permission(.viewUsers),
            APIOperation("List invitations", listing: InvitationResponse.self)
        ) { request, context in
            let query = try PageQuery(request)
            let list = try await control.invitations.list(context.caller)
            return try JSONAnswer.make(
                query.page(of: list, id: { $0.id.description }, by: { $0.createdAt.rfc3339 }, isDescending: true) {
                    answer($0)
                })
        }
        routes.post(
            "/api/invitations", requires: .permission(.manageUsers),
            APIOperation(
                "Invite somebody, by a link shown this once", takes: .required(CreateInvitationRequest.self),
                answers: .created(InvitationResponse.self), errors: [.nameTaken])
        ) { request, context in
            let value = try StrictBody<CreateInvitationRequest>(request, context).value
            let new = try await control.invitations.invite(context.caller, email: value.email, role: value.role)
            context.notes.showsSecret()
            let link = InvitationLink.text(to: new.token, request, context)
            return try JSONAnswer.make(answer(new.invitation, link: link), status: .created)
        }
        routes.post(
            "/api/invitations/accept", requires: .openAfterSetup,
            APIOperation(
                "Accept an invitation", takes: .required(AcceptInvitationRequest.self),
                answers: .created(AcceptInvitationResponse.self), errors: [.notFound, .nameTaken])
        ) { request, context in
            var body = try StrictBody<AcceptInvitationRequest>(request, context)
            let token = try body.takeSecret("token")
            let password = try body.takeSecret("password")
            let accepted = try await control.invitations.accept(token: token, name: body.value.name, password: password)
            return try JSONAnswer.make(
                AcceptInvitationResponse(
                    organization: OrganizationResponse(accepted.organization), user: UserResponse(accepted.user),
                    role: accepted.role), status: .created)
        }
        routes.post(
            "/api/invitations/:id/resend", requires: .permission(.manageUsers),
            APIOperation("Make a new link for an invitation", answers: .ok(InvitationResponse.self))
        ) { request, context in
            let new = try await control.invitations.renew(context.caller, context.id("id", "invitation"))
            context.notes.showsSecret()
            let link = InvitationLink.text(to: new.token, request, context)
            return try JSONAnswer.make(answer(new.invitation, link: link))
        }
        routes.delete(
            "/api/invitations/:id", requires: .permission(.manageUsers),
            APIOperation("Take an invitation back", answers: .noContent)
        ) { _, context in
            try await control.invitations.revoke(context.caller, context.id("id", "invitation"))
            return JSONAnswer.noContent
        }
    }

    private func answer(_ invitation: Invitation, link: String? = nil) -> InvitationResponse {
        InvitationResponse(
            id: invitation.id, email: invitation.email, role: invitation.role,
            state: control.invitations.state(of: invitation), createdAt: invitation.createdAt.rfc3339,
            expiresAt: invitation.expiresAt.rfc3339, acceptedAt: invitation.acceptedAt?.rfc3339, link: link)
    }
}

/// The link that a person is sent.
enum InvitationLink {
    static let path = "/invitations/accept"

    /// The link on the server's own origin. It is shown, so a copy of the token lives in a string.
    static func text(
        to token: borrowing SecretBytes, _ request: Request, _ context: ControlContext
    ) -> String {
        let text = token.withBytes { String(decoding: $0, as: UTF8.self) }
        // In the query: a fragment never reaches the server, so that the page could say nothing without a script.
        return "\(request.origin(in: context))\(path)?token=\(text)"
    }
}
