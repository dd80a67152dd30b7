// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// The people of the organization.
struct UsersAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.get(
            "/api/users", requires: .permission(.viewUsers),
            APIOperation("List the organization's people", listing: MemberResponse.self)
        ) { request, context in
            let query = try PageQuery(request)
            let list = try await control.users.list(context.caller)
            return try JSONAnswer.make(
                query.page(of: list, id: { $0.user.id.description }, by: { $0.user.email }) { MemberResponse($0) })
        }
        routes.get(
            "/api/users/:id", requires: .permission(.viewUsers),
            APIOperation("Show a person", answers: .ok(MemberResponse.self), isVersioned: true)
        ) { request, context in
            let person = try await control.users.show(context.caller, context.id("id", "user"))
            return try JSONAnswer.make(MemberResponse(person), version: person.version, for: request)
        }
        routes.patch(
            "/api/users/:id", requires: .permission(.manageUsers),
            APIOperation(
                "Give a person another role", takes: .required(UpdateUserRequest.self),
                answers: .ok(MemberResponse.self),
                errors: [.lastOwner], isVersioned: true)
        ) { request, context in
            let role = try StrictBody<UpdateUserRequest>(request, context).value.role
            let person = try await control.users.setRole(
                context.caller, context.id("id", "user"), to: role, when: Precondition(request))
            return try JSONAnswer.make(MemberResponse(person), version: person.version, for: request)
        }
        routes.delete(
            "/api/users/:id", requires: .permission(.manageUsers),
            APIOperation(
                "Take a person out of the organization", answers: .noContent, errors: [.lastOwner], isVersioned: true)
        ) { request, context in
            try await control.users.remove(context.caller, context.id("id", "user"), when: Precondition(request))
            return JSONAnswer.noContent
        }
    }
}

extension MemberResponse {
    init(_ person: Person) {
        self.init(
            id: person.user.id, email: person.user.email, name: person.user.name, role: person.role,
            createdAt: person.user.createdAt.rfc3339, lastActiveAt: person.lastActiveAt?.rfc3339)
    }
}
