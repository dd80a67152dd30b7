// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerUsers(on routes: AccessRoutes) {
        routes.get("/settings/users", requires: .permission(.viewUsers)) { request, context in
            let (now, caller) = (clock.now(), try context.caller)
            let rows = try await control.users.list(caller).map {
                UsersPage.Row($0, reader: caller.user, highest: caller.role, now: now)
            }
            let invitations = try await control.invitations.list(caller).filter { $0.acceptedAt == nil }.map {
                UsersPage.InvitationRow($0, highest: caller.role, now: now)
            }
            return try await page(
                UsersPage(rows: rows, invitations: invitations),
                View(place: .users, title: "Users", template: .users), request, context)
        }
        routes.get("/settings/users/:id/role", requires: .permission(.manageUsers)) { request, context in
            let caller = try context.caller
            let form = UserRolePage(
                try await control.users.changeable(caller, context.id("id", "user")), highest: caller.role)
            return try await page(
                form, View(place: .users, title: "Change role", template: .userRole), request, context)
        }
        routes.post("/settings/users/:id/role", requires: .permission(.manageUsers)) { request, context in
            try await changeRole(request, context)
        }
        routes.get("/settings/users/:id/remove", requires: .permission(.manageUsers)) { request, context in
            let caller = try context.caller
            let person = try await control.users.changeable(caller, context.id("id", "user"))
            let isSelf = person.user.id == caller.user
            return try await question(.removing(person, isSelf: isSelf), place: .users, request, context)
        }
        routes.post("/settings/users/:id/remove", requires: .permission(.manageUsers)) { request, context in
            _ = try context.form(request, [])
            let id: UserID = try context.id("id", "user")
            try await control.users.remove(context.caller, id)
            return .seeOther("/settings/users", .userRemoved)
        }
        registerInvitations(on: routes)
    }

    private func changeRole(_ request: Request, _ context: ControlContext) async throws -> Response {
        let form = try context.form(request, ["role", EditConflict.field])
        let caller = try context.caller
        let person = try await control.users.changeable(caller, context.id("id", "user"))
        let role = Role(rawValue: form.text("role"))
        do {
            guard let role else { throw ControlError.invalid("role", "Choose a role.") }
            _ = try await control.users.setRole(
                caller, person.user.id, to: role, when: EditConflict.precondition(of: form))
            // Who has just given the page away can't be led back to it.
            let canStay = person.user.id != caller.user || role >= Permission.viewUsers.lowestRole
            return .seeOther(canStay ? "/settings/users" : "/", .roleChanged)
        } catch let error as any PresentableError where error.errorCode == .preconditionFailed {
            let saved = try await control.users.changeable(caller, person.user.id)
            var conflict = EditConflict()
            conflict.compare("Role", saved: saved.role.title, typed: role?.title ?? "")
            let again = UserRolePage(saved, role: role, highest: caller.role, banner: conflict.banner)
            return try await page(
                again, View(place: .users, title: "Change role", template: .userRole), request, context,
                status: .conflict)
        } catch {
            let refusal = try FormRefusal(error, fields: [])
            let again = UserRolePage(person, role: role, highest: caller.role, banner: refusal.banner)
            return try await page(
                again, View(place: .users, title: "Change role", template: .userRole), request, context,
                status: refusal.status)
        }
    }
}
