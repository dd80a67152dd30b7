// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

extension AgentType {
    /// The route's first entry is the type's own provider and model.
    static let select = """
        SELECT t.*, r.provider_id, r.model
        FROM agent_types t JOIN agent_type_routes r ON r.type_id = t.id AND r.position = 0
        """

    init(_ row: SQLRow, capabilities: [Capability]) throws {
        self.init(
            id: try row.id("id"), organization: try row.id("organization_id"), name: try row.text("name"),
            slug: try row.text("slug"), systemPrompt: try row.text("system_prompt"),
            provider: try row.id("provider_id"), model: try row.text("model"),
            endpointSlug: try row.textIfPresent("endpoint_slug"), capabilities: capabilities,
            temperature: try row.realIfPresent("temperature"), maxTokens: try row.integerIfPresent("max_tokens"),
            delivery: try row.member("delivery"), runtime: try row.member("runtime"),
            command: try CommandText.read(row.textIfPresent("command")), approval: try CommandApproval(row),
            createdAt: try row.time("created_at"), updatedAt: try row.time("updated_at"))
    }
}

extension CommandApproval {
    /// `nil` where nobody has approved anything.
    fileprivate init?(_ row: SQLRow) throws {
        guard let command = try row.textIfPresent("approved_command") else { return nil }
        self.init(
            command: try CommandText.read(command), delivery: try row.member("approved_delivery"),
            approvedAt: try row.time("approved_at"), approvedBy: try row.idIfPresent("approved_by"))
    }
}

/// A program with its arguments as one column: a JSON array, or `NULL` for none.
enum CommandText {
    static func read(_ text: String?) throws -> [String] {
        guard let text else { return [] }
        return try JSONDecoder().decode([String].self, from: Data(text.utf8))
    }

    static func write(_ command: [String]) throws -> String? {
        guard !command.isEmpty else { return nil }
        return String(decoding: try JSONEncoder().encode(command), as: UTF8.self)
    }
}

extension SQLSession {
    /// Living agent types; `condition` speaks of `t`.
    func agentTypes(where condition: String, _ parameters: [SQLValue]) throws -> [AgentType] {
        let capabilities = try query(
            """
            SELECT c.type_id, c.capability FROM agent_type_capabilities c JOIN agent_types t ON t.id = c.type_id
            WHERE \(condition) AND t.deleted_at IS NULL ORDER BY c.type_id, c.position
            """, parameters)
        var byType: [AgentTypeID: [Capability]] = [:]
        for row in capabilities { byType[try row.id("type_id"), default: []].append(try row.member("capability")) }
        return try query(
            AgentType.select + " WHERE \(condition) AND t.deleted_at IS NULL ORDER BY t.name, t.id", parameters
        ).map { row in try AgentType(row, capabilities: byType[try row.id("id")] ?? []) }
    }

    func agentType(_ id: AgentTypeID, in organization: OrganizationID) throws -> AgentType? {
        try agentTypes(where: "t.id = $1 AND t.organization_id = $2", [.id(id), .id(organization)]).first
    }
}
