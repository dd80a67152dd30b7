// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Calls, one by one. Every filter but the status and a single outcome has an index of its own, in the list's order.
extension SQLUsageStore {
    package func requests(
        _ query: RequestQuery, in organization: OrganizationID, before position: RequestPosition?, limit: Int
    ) async throws -> [UsageEvent] {
        let (sql, parameters) = Self.statement(query, organization, position, limit)
        return try await database.read { session in
            try session.query(sql, parameters).map { try UsageEvent($0) }
        }
    }

    package func request(
        _ id: RequestID, in organization: OrganizationID
    ) async throws -> (event: UsageEvent, price: ModelPrice?)? {
        try await database.read { session in
            let rows = try session.query(
                "SELECT * FROM requests WHERE id = $1 AND organization_id = $2", [.id(id), .id(organization)])
            guard let event = try rows.first.map({ try UsageEvent($0) }) else { return nil }
            let book = PriceBook(try session.prices(at: event.startedAt))
            return (event, book.price(of: event.returnedModel ?? event.requestedModel))
        }
    }

    /// The statement of a list, with its parameters.
    static func statement(
        _ query: RequestQuery, _ organization: OrganizationID, _ position: RequestPosition?, _ limit: Int
    ) -> (sql: String, parameters: [SQLValue]) {
        var parameters: [SQLValue] = [.id(organization)]
        var conditions = ["organization_id = $1"]
        func add(_ condition: String, _ value: SQLValue?) {
            guard let value else { return }
            parameters.append(value)
            conditions.append(condition + " $\(parameters.count)")
        }
        add("agent_id =", query.agent.map { .id($0) })
        add("agent_type_id =", query.agentType.map { .id($0) })
        add("provider_id =", query.provider.map { .id($0) })
        add("requested_model =", query.model.map { .text($0) })
        add("status =", query.status.map { .integer($0) })
        add("started_at >=", query.from.map { .time($0) })
        add("started_at <", query.to.map { .time($0) })
        // In the words of the index of failed calls, which is used for nothing else.
        let failed = "(outcome >= \(CallOutcome.providerError.rawValue) OR status >= 400)"
        switch query.ending {
        case .error?: conditions.append(failed)
        case .outcome(let outcome)?:
            add("outcome =", .integer(outcome.rawValue))
            if outcome.isError { conditions.append(failed) }
        case nil: if let status = query.status, status >= 400 { conditions.append(failed) }
        }
        if let position {
            parameters += [.time(position.startedAt), .id(position.id)]
            conditions.append("(started_at, id) < ($\(parameters.count - 1), $\(parameters.count))")
        }
        parameters.append(.integer(Int64(max(0, limit))))
        let sql = """
            SELECT * FROM requests WHERE \(conditions.joined(separator: " AND "))
            ORDER BY started_at DESC, id DESC LIMIT $\(parameters.count)
            """
        return (sql, parameters)
    }
}
