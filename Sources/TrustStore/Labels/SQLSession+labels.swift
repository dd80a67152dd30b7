// SPDX-License-Identifier: Apache-2.0

import TrustCore

/// Where the labels of a kind of thing are.
struct LabelTable: Sendable {
    let name: String
    /// The column that names the thing.
    let owner: String

    static let providers = LabelTable(name: "provider_labels", owner: "provider_id")
    static let agentTypes = LabelTable(name: "agent_type_labels", owner: "type_id")
    static let agents = LabelTable(name: "agent_labels", owner: "agent_id")
}

extension SQLSession {
    /// The labels of several things; `owners` is a query for their ids, with the same parameters.
    func labels<Entity>(
        _ table: LabelTable, ofThose owners: String, _ parameters: [SQLValue]
    ) throws -> [ID<Entity>: Labels] {
        let rows = try query(
            "SELECT \(table.owner) AS owner, key, value FROM \(table.name) WHERE \(table.owner) IN (\(owners))",
            parameters)
        var values: [ID<Entity>: [String: String]] = [:]
        for row in rows { values[try row.id("owner"), default: [:]][try row.text("key")] = try row.text("value") }
        do {
            return try values.mapValues { try Labels($0) }
        } catch {
            throw StoreError(.unavailable, cause: "a stored label can't be one")
        }
    }

    /// Makes a thing's labels these and no others.
    func set<Entity>(
        _ labels: Labels, of id: ID<Entity>, in organization: OrganizationID, _ table: LabelTable
    ) throws {
        try execute("DELETE FROM \(table.name) WHERE \(table.owner) = $1", [.id(id)])
        for (key, value) in labels.sorted {
            try execute(
                "INSERT INTO \(table.name) (\(table.owner), organization_id, key, value) VALUES ($1, $2, $3, $4)",
                [.id(id), .id(organization), .text(key), .text(value)])
        }
    }
}
