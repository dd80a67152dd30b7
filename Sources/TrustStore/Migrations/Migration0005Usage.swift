// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Settled calls, and what tokens cost. Calls hold ids without foreign keys: they outlive what they name.
    ///
    /// They lie in the order of their ids, which is that of time, and every index ends with the id: a tree less to
    /// write. For `IN` with three members SQLite makes a table at every insertion, so `source` is compared one by one.
    static let usage = Migration(
        number: 5, name: "requests and prices",
        statements: [
            """
            CREATE TABLE requests (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL,
                agent_id TEXT NOT NULL,
                agent_type_id TEXT NOT NULL,
                provider_id TEXT NOT NULL,
                requested_model TEXT NOT NULL,
                returned_model TEXT,
                streamed INTEGER NOT NULL CHECK (streamed IN (0, 1)),
                started_at INTEGER NOT NULL,
                duration INTEGER NOT NULL CHECK (duration >= 0),
                time_to_first_byte INTEGER CHECK (time_to_first_byte >= 0),
                status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 999),
                outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 5),
                input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
                cached_read_tokens INTEGER NOT NULL CHECK (cached_read_tokens >= 0),
                cache_write_tokens INTEGER NOT NULL CHECK (cache_write_tokens >= 0),
                cache_write_long_tokens INTEGER NOT NULL CHECK (cache_write_long_tokens >= 0),
                output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
                source TEXT NOT NULL
                    CHECK (source = 'reported' OR source = 'estimated' OR source = 'unknown'),
                cost INTEGER CHECK (cost >= 0)
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX requests_by_agent ON requests (agent_id, started_at)",
            "CREATE INDEX requests_by_provider ON requests (provider_id, started_at)",
            """
            CREATE TABLE prices (
                model TEXT NOT NULL CHECK (model <> ''),
                valid_from INTEGER NOT NULL,
                provider_type TEXT NOT NULL CHECK (provider_type IN ('openai', 'anthropic')),
                input INTEGER NOT NULL CHECK (input >= 0),
                cached_read INTEGER CHECK (cached_read >= 0),
                cache_write INTEGER CHECK (cache_write >= 0),
                cache_write_long INTEGER CHECK (cache_write_long >= 0),
                output INTEGER NOT NULL CHECK (output >= 0),
                source TEXT NOT NULL CHECK (source <> ''),
                PRIMARY KEY (model, valid_from)
            ) STRICT
            """,
        ])
}
