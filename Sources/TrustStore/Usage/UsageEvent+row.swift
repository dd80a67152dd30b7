// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension UsageEvent {
    init(_ row: SQLRow) throws {
        self.init(
            id: try row.id("id"), organization: try row.id("organization_id"), agent: try row.id("agent_id"),
            agentType: try row.id("agent_type_id"), provider: try row.id("provider_id"),
            requestedModel: try row.text("requested_model"), returnedModel: try row.textIfPresent("returned_model"),
            streamed: try row.integer("streamed") != 0, startedAt: try row.time("started_at"),
            duration: try row.integer("duration"), timeToFirstByte: try row.integerIfPresent("time_to_first_byte"),
            status: try row.integer("status"),
            outcome: try row.present(CallOutcome(rawValue: try row.integer("outcome")), "outcome"),
            usage: try TokenUsage(row), source: try row.member("source"),
            cost: try row.integerIfPresent("cost").map { Nanodollars($0) }, message: try row.idIfPresent("message_id"))
    }

    static let insert = """
        INSERT INTO requests (id, organization_id, agent_id, agent_type_id, provider_id, requested_model,
            returned_model, streamed, started_at, duration, time_to_first_byte, status, outcome, input_tokens,
            cached_read_tokens, cache_write_tokens, cache_write_long_tokens, output_tokens, source, cost,
            message_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        ON CONFLICT (id) DO NOTHING
        """

    /// In the order of `insert`.
    var values: [SQLValue] {
        [
            .id(id), .id(organization), .id(agent), .id(agentType), .id(provider), .text(requestedModel),
            .optionalText(returnedModel), .integer(streamed ? 1 : 0), .time(startedAt), .integer(duration),
            .optionalInteger(timeToFirstByte), .integer(status), .integer(outcome.rawValue), .integer(usage.input),
            .integer(usage.cachedRead), .integer(usage.cacheWrite), .integer(usage.cacheWriteLong),
            .integer(usage.output), .member(source), .optionalInteger(cost?.value), .optionalID(message),
        ]
    }
}

extension TokenUsage {
    /// Columns of a call, or sums of the same names.
    init(_ row: SQLRow) throws {
        self.init(
            input: try row.integer("input_tokens"), cachedRead: try row.integer("cached_read_tokens"),
            cacheWrite: try row.integer("cache_write_tokens"),
            cacheWriteLong: try row.integer("cache_write_long_tokens"), output: try row.integer("output_tokens"))
    }
}
