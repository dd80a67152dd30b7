// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A field that becomes another.
package struct FieldChange: Sendable, Hashable {
    package let field: DeclaredField
    /// `null` where there was nothing.
    package let from: JSONValue
    /// `null` takes it away.
    package let to: JSONValue
}

extension FieldChange {
    /// The same without references to what is not known; `nil` where nothing of it changes.
    fileprivate func limited(_ isKnown: (_ kind: ResourceKind, _ name: String) -> Bool) -> FieldChange? {
        let limited = field.normalized(field.keeping(to, isKnown))
        return limited == from ? nil : FieldChange(field: field, from: from, to: limited)
    }

    /// What is left of it once another was made.
    fileprivate func rest(after limited: FieldChange?) -> FieldChange? {
        let reached = limited?.to ?? from
        return reached == to ? nil : FieldChange(field: field, from: reached, to: to)
    }
}

/// What brings a server to what a document declares. Nothing is ever deleted.
package struct Plan: Sendable {
    package enum Action: Sendable, Hashable {
        case create(keySource: KeySource?)
        case update
        case start
        case stop
        case none
    }

    /// One call of the API, or none where all is as declared.
    package struct Step: Sendable, Hashable {
        package let kind: ResourceKind
        package let name: String
        package let action: Action
        /// What is said of it; empty for starts and stops.
        package let changes: [FieldChange]
    }

    /// In the order in which they are to be done.
    package let steps: [Step]
    /// What the server has and the document does not name, which stays.
    package let undeclared: [Resource]

    /// Whether the server is not as declared.
    package var isDifferent: Bool { steps.contains { $0.action != .none } }

    /// - Throws: `DeclarationError` for a reference to nothing, a change of what can't be changed, or a provider that
    ///   is to be made without a key: before anything is done.
    package init(_ declared: Declaration, present: Present) throws(DeclarationError) {
        var first: [Step] = []
        var last: [Step] = []
        var running: [Step] = []
        for resource in declared.resources {
            try Self.checkReferences(of: resource, declared, present)
            let existing = present.declaration[resource.kind, resource.name]
            let changes = try Self.changes(resource, existing)
            let atOnce = changes.filter { !$0.field.followsCreation }
            // What names something that is yet to be made is said without it first, so that nothing is open meanwhile.
            let following = changes.filter(\.field.followsCreation).map { change in
                (change, change.limited { present.declaration[$0, $1] != nil })
            }
            let early = following.compactMap(\.1)
            if existing == nil {
                if resource.kind == .provider, resource.keySource == nil {
                    throw DeclarationError(.noKeySource(resource.name), at: resource.place)
                }
                first.append(resource.step(.create(keySource: resource.keySource), atOnce))
                if !early.isEmpty { first.append(resource.step(.update, early)) }
            } else {
                let now = atOnce + early
                first.append(resource.step(now.isEmpty ? .none : .update, now))
            }
            let later = following.compactMap { change, limited in change.rest(after: limited) }
            if !later.isEmpty { last.append(resource.step(.update, later)) }
            if let state = resource.runState, state != existing?.runState ?? .stopped {
                running.append(resource.step(state == .running ? .start : .stop, []))
            }
        }
        // What is said in full later is not said to be as declared before.
        let finished = Set((last + running).map { [$0.kind.rawValue, $0.name] })
        steps =
            first.filter { $0.action != .none || !finished.contains([$0.kind.rawValue, $0.name]) } + last + running
        undeclared = present.declaration.resources.filter { !$0.kind.isSingle && declared[$0.kind, $0.name] == nil }
    }

    private static func checkReferences(
        of resource: Resource, _ declared: Declaration, _ present: Present
    ) throws(DeclarationError) {
        for reference in resource.references
        where declared[reference.kind, reference.name] == nil
            && present.declaration[reference.kind, reference.name] == nil
        {
            throw DeclarationError(.unknownReference(reference.kind, reference.name), at: resource.place)
        }
    }

    /// What is declared and is not so; a field that is not declared stays as it is.
    private static func changes(_ resource: Resource, _ existing: Resource?) throws(DeclarationError) -> [FieldChange] {
        var changes: [FieldChange] = []
        for field in resource.kind.fields {
            guard let value = resource.fields[field.name] else { continue }
            let from = field.normalized(existing?.fields[field.name])
            let to = field.normalized(value)
            guard from != to else { continue }
            if existing != nil {
                guard !field.isFixed else {
                    throw DeclarationError(.fixedField(field.name, name: resource.name), at: resource.place)
                }
                guard to != .null || field.takenAwayBy != nil else {
                    throw DeclarationError(.cannotBeTakenAway(field.name), at: resource.place)
                }
            }
            changes.append(FieldChange(field: field, from: from, to: to))
        }
        return changes
    }
}

extension Resource {
    fileprivate func step(_ action: Plan.Action, _ changes: [FieldChange]) -> Plan.Step {
        Plan.Step(kind: kind, name: name, action: action, changes: changes)
    }
}
