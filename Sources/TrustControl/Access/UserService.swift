// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The people of an organization. Nobody changes or removes somebody above their own role, and an organization always
/// keeps an owner.
package struct UserService: Sendable {
    private let people: any PeopleStore
    private let audit: AuditTrail

    package init(people: any PeopleStore, audit: AuditTrail) {
        self.people = people
        self.audit = audit
    }

    /// Everybody, in the order of their e-mail addresses.
    /// - Throws: `FORBIDDEN` below admin.
    package func list(_ caller: Caller) async throws -> [Person] {
        try caller.require(.viewUsers)
        return try await people.people(in: caller.organization)
    }

    /// One of them.
    /// - Throws: `NOT_FOUND`; `FORBIDDEN` below admin.
    package func show(_ caller: Caller, _ id: UserID) async throws -> Person {
        try caller.require(.viewUsers)
        guard let person = try await people.person(id, in: caller.organization) else {
            throw ControlError.notFound("user")
        }
        return person
    }

    /// Gives somebody another role, from this moment on.
    /// - Throws: `INVALID_REQUEST` (`role`) for one above the caller's own; `NOT_FOUND`; `LAST_OWNER`; `FORBIDDEN`
    ///   below admin, and for somebody above the caller; `PRECONDITION_FAILED`.
    package func setRole(
        _ caller: Caller, _ id: UserID, to role: Role, when precondition: Precondition = .none
    ) async throws -> Person {
        var person = try await changeable(caller, id)
        guard role <= caller.role else {
            throw ControlError.invalid("role", "Nobody can give a role above their own.")
        }
        let operation = try await audit.begin(
            "user.set_role", on: "user:\(id)", by: caller, details: ["from": person.role.rawValue, "to": role.rawValue])
        try await audit.recordingFailure(of: operation) {
            try await people.setRole(
                role, of: id, in: caller.organization, ceiling: caller.role, when: precondition,
                audit: operation.outcome(.succeeded, details: ["role": role.rawValue]))
        }
        person.role = role
        return person
    }

    /// Takes somebody out of the organization and ends their sessions. What they made stays with it.
    /// - Throws: `NOT_FOUND`; `LAST_OWNER`; `FORBIDDEN` below admin, and for somebody above the caller;
    ///   `PRECONDITION_FAILED`.
    package func remove(_ caller: Caller, _ id: UserID, when precondition: Precondition = .none) async throws {
        _ = try await changeable(caller, id)
        let operation = try await audit.begin("user.remove", on: "user:\(id)", by: caller)
        try await audit.recordingFailure(of: operation) {
            try await people.removePerson(
                id, from: caller.organization, ceiling: caller.role, when: precondition,
                audit: operation.outcome(.succeeded))
        }
    }

    /// One whom the caller may change or remove.
    /// - Throws: `NOT_FOUND`; `FORBIDDEN` below admin, and for somebody above the caller.
    package func changeable(_ caller: Caller, _ id: UserID) async throws -> Person {
        try caller.require(.manageUsers)
        let person = try await show(caller, id)
        guard person.role <= caller.role else { throw ControlError.forbidden }
        return person
    }
}
