// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Conversations, and the counters of limits.
    static let messages = Migration(
        number: 4, name: "messages",
        statements: [
            """
            CREATE TABLE threads (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL,
                agent_id TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                UNIQUE (id, agent_id, organization_id),
                FOREIGN KEY (agent_id, organization_id)
                    REFERENCES agents (id, organization_id) ON DELETE RESTRICT
            ) STRICT
            """,
            "CREATE INDEX threads_by_agent ON threads (agent_id)",
            """
            CREATE TABLE messages (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL,
                agent_id TEXT NOT NULL,
                thread_id TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('queued', 'taken', 'done', 'failed')),
                content TEXT NOT NULL CHECK (content <> ''),
                reply TEXT,
                error_code TEXT CHECK (error_code <> ''),
                tool_calls INTEGER NOT NULL DEFAULT 0 CHECK (tool_calls >= 0),
                created_at INTEGER NOT NULL,
                finished_at INTEGER,
                FOREIGN KEY (thread_id, agent_id, organization_id)
                    REFERENCES threads (id, agent_id, organization_id) ON DELETE RESTRICT,
                CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL)),
                CHECK ((state = 'failed') = (error_code IS NOT NULL)),
                CHECK (state <> 'done' OR reply IS NOT NULL),
                CHECK (state NOT IN ('queued', 'taken') OR reply IS NULL)
            ) STRICT
            """,
            """
            CREATE INDEX messages_waiting ON messages (agent_id, state, created_at, id)
            WHERE state IN ('queued', 'taken')
            """,
            "CREATE INDEX messages_by_thread ON messages (thread_id, created_at, id)",
            "CREATE INDEX messages_by_agent ON messages (agent_id, created_at, id)",
            "CREATE INDEX messages_finished ON messages (agent_id, finished_at) WHERE finished_at IS NOT NULL",
            """
            CREATE TABLE rate_windows (
                subject TEXT NOT NULL CHECK (subject <> ''),
                window_seconds INTEGER NOT NULL CHECK (window_seconds > 0),
                window_start INTEGER NOT NULL,
                used INTEGER NOT NULL CHECK (used >= 0),
                PRIMARY KEY (subject, window_seconds)
            ) STRICT
            """,
        ])
}
