// SPDX-License-Identifier: Apache-2.0
import TrustAPI
import TrustCore

/// Something that people call by its name.
protocol NamedResource: Codable, Sendable {
    associatedtype Entity
    /// The path of all of them under `/api`.
    static var collection: String { get }
    /// What one of them is called in a sentence.
    static var noun: String { get }
    var id: ID<Entity> { get }
    var name: String { get }
    /// Another name that it is known by.
    var otherName: String? { get }
}

extension NamedResource {
    var otherName: String? { nil }
}

extension ProviderResponse: NamedResource {
    static var collection: String { "providers" }
    static var noun: String { "provider" }
}

extension AgentTypeResponse: NamedResource {
    static var collection: String { "agent-types" }
    static var noun: String { "agent type" }
    var otherName: String? { slug }
}

extension AgentResponse: NamedResource {
    static var collection: String { "agents" }
    static var noun: String { "agent" }
}

extension APIKeyResponse: NamedResource {
    static var collection: String { "keys" }
    static var noun: String { "API key" }
}

extension APIClient {
    /// All of a kind.
    func all<Resource: NamedResource>(_: Resource.Type) async throws -> Answer<[Resource]> {
        try await list(APIPath(Resource.collection))
    }

    /// Those of a kind that have the labels.
    func all<Resource: NamedResource>(_: Resource.Type, _ filter: LabelFilter) async throws -> Answer<[Resource]> {
        try await list(APIPath(Resource.collection).adding(pairs: try filter.query))
    }

    /// The one with this name, or with this id.
    ///
    /// - Throws: `CommandError` with the names that there are, if there is none.
    func find<Resource: NamedResource>(_: Resource.Type, _ reference: String) async throws -> Resource {
        let all = try await all(Resource.self).value
        if let found = all.first(where: { $0.name == reference }) { return found }
        if let id = ID<Resource.Entity>(reference), let found = all.first(where: { $0.id == id }) { return found }
        if let found = all.first(where: { $0.otherName == reference }) { return found }
        let names = all.prefix(10).map(\.name) + (all.count > 10 ? ["…"] : [])
        let known = names.isEmpty ? "There is none at all." : "There are: \(names.joined(separator: ", "))."
        throw CommandError(.notFound, "There is no \(Resource.noun) \"\(reference)\". \(known)")
    }

    /// One, as it is now.
    func fetch<Resource: NamedResource>(_: Resource.Type, _ id: ID<Resource.Entity>) async throws -> Answer<Resource> {
        try await get(APIPath(Resource.collection, id.description))
    }
}
