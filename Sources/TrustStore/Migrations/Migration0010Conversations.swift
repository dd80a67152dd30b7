// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Messages that may move to another agent, threads that callers name, webhooks, requests that may be repeated, and
    /// which message a call of a model was for.
    ///
    /// Messages are made anew: a thread that moves leaves its earlier messages with the agent that answered them.
    static let conversations = Migration(
        number: 10, name: "conversations",
        statements: [
            "ALTER TABLE threads ADD COLUMN session_id TEXT CHECK (session_id <> '')",
            "CREATE UNIQUE INDEX threads_by_session ON threads (agent_id, session_id) WHERE session_id IS NOT NULL",
            "CREATE UNIQUE INDEX threads_by_organization ON threads (id, organization_id)",
            """
            CREATE TABLE messages_new (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL,
                agent_id TEXT NOT NULL,
                thread_id TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('queued', 'taken', 'done', 'failed')),
                content TEXT NOT NULL CHECK (content <> ''),
                is_direct INTEGER NOT NULL DEFAULT 0 CHECK (is_direct IN (0, 1)),
                moved_from TEXT CHECK (length(moved_from) = 36),
                deadline INTEGER NOT NULL,
                queued_at INTEGER NOT NULL,
                reply TEXT,
                error_code TEXT CHECK (error_code <> ''),
                tool_calls INTEGER NOT NULL DEFAULT 0 CHECK (tool_calls >= 0),
                tools TEXT,
                created_at INTEGER NOT NULL,
                finished_at INTEGER,
                FOREIGN KEY (thread_id, organization_id)
                    REFERENCES threads (id, organization_id) ON DELETE RESTRICT,
                FOREIGN KEY (agent_id, organization_id)
                    REFERENCES agents (id, organization_id) ON DELETE RESTRICT,
                CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL)),
                CHECK ((state = 'failed') = (error_code IS NOT NULL)),
                CHECK (state <> 'done' OR reply IS NOT NULL),
                CHECK (state NOT IN ('queued', 'taken') OR reply IS NULL)
            ) STRICT
            """,
            """
            INSERT INTO messages_new (id, organization_id, agent_id, thread_id, state, content, deadline, queued_at,
                reply, error_code, tool_calls, created_at, finished_at)
            SELECT id, organization_id, agent_id, thread_id, state, content, created_at + 60000000, created_at,
                reply, error_code, tool_calls, created_at, finished_at
            FROM messages
            """,
            "DROP TABLE messages",
            "ALTER TABLE messages_new RENAME TO messages",
            """
            CREATE INDEX messages_waiting ON messages (agent_id, state, created_at, id)
            WHERE state IN ('queued', 'taken')
            """,
            "CREATE INDEX messages_by_thread ON messages (thread_id, created_at, id)",
            "CREATE INDEX messages_by_agent ON messages (agent_id, created_at, id)",
            "CREATE INDEX messages_finished ON messages (agent_id, finished_at) WHERE finished_at IS NOT NULL",
            "ALTER TABLE requests ADD COLUMN message_id TEXT CHECK (length(message_id) = 36)",
            "CREATE INDEX requests_by_message ON requests (message_id) WHERE message_id IS NOT NULL",
            """
            CREATE TABLE webhooks (
                organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
                url TEXT CHECK (url <> ''),
                secret_number INTEGER NOT NULL CHECK (secret_number > 0),
                secret_record BLOB NOT NULL CHECK (substr(secret_record, 1, 4) = x'504B5231'),
                secret_service TEXT NOT NULL CHECK (secret_service <> ''),
                secret_key_reference TEXT NOT NULL,
                secret_wrapped_key BLOB NOT NULL CHECK (length(secret_wrapped_key) > 0),
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE webhook_deliveries (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
                message_id TEXT UNIQUE REFERENCES messages (id) ON DELETE CASCADE,
                url TEXT NOT NULL CHECK (url <> ''),
                state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
                attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
                next_attempt_at INTEGER NOT NULL,
                last_failure TEXT CHECK (last_failure IN ('address_not_allowed', 'unreachable', 'timed_out',
                    'refused', 'no_secret', 'unavailable')),
                last_status INTEGER CHECK (last_status BETWEEN 0 AND 999),
                created_at INTEGER NOT NULL,
                finished_at INTEGER,
                CHECK ((state = 'pending') = (finished_at IS NULL)),
                CHECK (state <> 'failed' OR last_failure IS NOT NULL)
            ) STRICT
            """,
            """
            CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at, id) WHERE state = 'pending'
            """,
            "CREATE INDEX webhook_deliveries_by_organization ON webhook_deliveries (organization_id, created_at, id)",
            """
            CREATE TABLE idempotency (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
                organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
                caller TEXT NOT NULL CHECK (caller <> ''),
                key TEXT NOT NULL CHECK (key <> ''),
                digest BLOB NOT NULL CHECK (length(digest) = 16),
                process TEXT,
                state TEXT NOT NULL CHECK (state IN ('open', 'kept', 'secret')),
                status INTEGER CHECK (status BETWEEN 100 AND 599),
                content_type TEXT,
                location TEXT,
                body BLOB,
                created_at INTEGER NOT NULL,
                UNIQUE (caller, key),
                CHECK ((state = 'open') = (status IS NULL)),
                CHECK ((state = 'kept') = (body IS NOT NULL))
            ) STRICT
            """,
            "CREATE INDEX idempotency_by_age ON idempotency (created_at)",
            "CREATE INDEX idempotency_by_organization ON idempotency (organization_id)",
        ])
}
