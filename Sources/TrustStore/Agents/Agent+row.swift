// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Agent {
    init(_ row: SQLRow, labels: Labels) throws {
        var process: ProcessIdentity?
        if let pid = try row.integerIfPresent("pid") {
            process = ProcessIdentity(
                pid: try row.present(Int32(exactly: pid), "pid"), startTicks: try row.integer("pid_start_ticks"))
        }
        self.init(
            id: try row.id("id"), organization: try row.id("organization_id"), type: try row.id("type_id"),
            name: try row.text("name"), state: try row.member("state"),
            stateReason: try row.textIfPresent("state_reason"), stateChangedAt: try row.time("state_changed_at"),
            process: process, tokenExpiresAt: try row.timeIfPresent("token_expires_at"),
            startedAt: try row.timeIfPresent("started_at"), createdAt: try row.time("created_at"),
            labels: labels)
    }
}

extension SQLSession {
    /// Living agents; `condition` speaks of the table `agents`.
    func agents(where condition: String, _ parameters: [SQLValue]) throws -> [Agent] {
        let labels: [AgentID: Labels] = try labels(
            .agents, ofThose: "SELECT id FROM agents WHERE \(condition) AND deleted_at IS NULL", parameters)
        return try query(
            "SELECT * FROM agents WHERE \(condition) AND deleted_at IS NULL ORDER BY name, id", parameters
        ).map { row in try Agent(row, labels: labels[try row.id("id")] ?? Labels()) }
    }

    func agent(_ id: AgentID, in organization: OrganizationID) throws -> Agent? {
        try agents(where: "id = $1 AND organization_id = $2", [.id(id), .id(organization)]).first
    }

    /// Moves an agent to another state, if it is in one of those given. - Returns: whether it changed.
    func move(_ id: AgentID, to state: Agent.State, from states: [Agent.State], at moment: Timestamp) throws -> Bool {
        let list = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try execute(
            """
            UPDATE agents SET state = $2, state_reason = NULL, state_changed_at = $3
            WHERE id = $1 AND deleted_at IS NULL AND state IN (\(list))
            """, [.id(id), .member(state), .time(moment)]) > 0
    }

    /// `starting` to `running`. - Returns: whether it changed.
    func markRunning(_ id: AgentID, at moment: Timestamp) throws -> Bool {
        guard try move(id, to: .running, from: [.starting], at: moment) else { return false }
        try execute("UPDATE agents SET started_at = $2 WHERE id = $1", [.id(id), .time(moment)])
        return true
    }
}

extension TokenTerms {
    /// The ranges with a blank between them.
    var storedAddresses: String { addresses.map(\.description).joined(separator: " ") }

    init(_ row: SQLRow) throws {
        let ranges = try row.text("token_addresses").split(separator: " ").map { text in
            try row.present(AddressRange(String(text)), "token_addresses")
        }
        self.init(expiresAt: try row.timeIfPresent("token_expires_at"), addresses: ranges)
    }
}
