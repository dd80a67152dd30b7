// SPDX-License-Identifier: Apache-2.0

/// What is to be, or what is: providers, agent types and agents, without any secret.
package struct Declaration: Sendable, Hashable {
    /// In the order in which they come into being: by kind, then as written.
    package private(set) var resources: [Resource] = []

    package init() {}

    /// Adds one.
    /// - Throws: `repeated` where one of its kind has its name.
    package mutating func add(_ resource: Resource) throws(DeclarationError) {
        guard self[resource.kind, resource.name] == nil else {
            throw DeclarationError(.repeated(resource.name), at: resource.place)
        }
        let order = ResourceKind.allCases
        let rank = order.firstIndex(of: resource.kind) ?? 0
        let index = resources.firstIndex { (order.firstIndex(of: $0.kind) ?? 0) > rank } ?? resources.endIndex
        resources.insert(resource, at: index)
    }

    /// Adds all of another document.
    /// - Throws: `repeated` where both declare the same thing.
    package mutating func add(_ other: Declaration) throws(DeclarationError) {
        for resource in other.resources { try add(resource) }
    }

    package subscript(_ kind: ResourceKind, _ name: String) -> Resource? {
        resources.first { $0.kind == kind && $0.name == name }
    }

    /// Those of one kind.
    package func resources(_ kind: ResourceKind) -> [Resource] { resources.filter { $0.kind == kind } }
}
