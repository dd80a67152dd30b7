// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The price book.
package struct SQLPriceStore: PriceStore {
    private let database: any Database
    private let changes: ChangeFeed

    package init(database: any Database, changes: ChangeFeed) {
        self.database = database
        self.changes = changes
    }

    package func seed(_ prices: [PriceEntry]) async throws {
        let added = try await database.write { session in
            var added = 0
            for entry in prices {
                added += try session.execute(
                    """
                    INSERT INTO prices (model, valid_from, provider_type, input, cached_read, cache_write,
                        cache_write_long, output, source)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (model, valid_from) DO NOTHING
                    """,
                    [
                        .text(entry.model), .time(entry.validFrom), .member(entry.provider),
                        .integer(entry.price.input), .optionalInteger(entry.price.cachedRead),
                        .optionalInteger(entry.price.cacheWrite), .optionalInteger(entry.price.cacheWriteLong),
                        .integer(entry.price.output), .text(entry.source),
                    ])
            }
            return added
        }
        if added > 0 { changes.announce() }
    }

    package func prices(at moment: Timestamp) async throws -> [String: ModelPrice] {
        try await database.read { session in try session.prices(at: moment) }
    }
}

extension SQLSession {
    /// Prices in force at a moment, by model.
    func prices(at moment: Timestamp) throws -> [String: ModelPrice] {
        let rows = try query(
            """
            SELECT p.* FROM prices p WHERE p.valid_from = (
                SELECT MAX(q.valid_from) FROM prices q WHERE q.model = p.model AND q.valid_from <= $1)
            """, [.time(moment)])
        var prices: [String: ModelPrice] = [:]
        for row in rows {
            prices[try row.text("model")] = ModelPrice(
                input: try row.integer("input"), output: try row.integer("output"),
                cachedRead: try row.integerIfPresent("cached_read"),
                cacheWrite: try row.integerIfPresent("cache_write"),
                cacheWriteLong: try row.integerIfPresent("cache_write_long"))
        }
        return prices
    }
}
