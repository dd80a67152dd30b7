// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

/// Each rule that the schema holds, tried from below the repositories.
struct SchemaTests {
    /// A store in which every table has a row, and the agent an open lease.
    private func withFullStore(_ body: (TestStore, Scenario) async throws -> Void) async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let (organization, user) = (scenario.organization.id, scenario.user.id)
            let all = store.repositories
            try await all.identity.insertSession(
                Session(
                    id: .make(), user: user, organization: organization, tokenHash: Sample.digest(),
                    csrfToken: "c", createdAt: Sample.moment, expiresAt: Sample.moment.adding(seconds: 60)))
            try await all.identity.insertAPIKey(
                APIKey(
                    id: .make(), organization: organization, name: "ci", role: .member, tokenHash: Sample.digest(),
                    prefix: "cust_AbCd", createdBy: user, createdAt: Sample.moment),
                audit: Sample.audit("key.create"))
            try await all.identity.insertInvitation(
                Sample.invitation(to: organization), audit: Sample.audit("invitation.create"))
            try await store.start(scenario.agent)
            try await store.ask(scenario.agent)
            _ = try await all.limits.take(.agentRequests, subject: "agent:x", at: Sample.moment)
            try await all.usageSink.record([Sample.usage(of: scenario.agent, provider: scenario.provider.id)])
            try await all.prices.seed([
                PriceEntry(
                    model: "gpt-4o", provider: .openai, price: ModelPrice(input: 2, output: 10),
                    validFrom: Sample.moment, source: "test")
            ])
            try await body(store, scenario)
        }
    }

    @Test(arguments: [
        "installation SET singleton = 2", "installation SET audit_hash = x'00'",
        "installation SET fingerprint_service = 'local'", "installation SET fingerprint_record = x'00'",
        "organizations SET name = ''", "users SET email = 'Ann@example.com'", "users SET email = ' a@b'",
        "users SET password_hash = ''", "memberships SET role = 'god'", "sessions SET token_hash = x'00'",
        "sessions SET expires_at = created_at", "api_keys SET role = 'root'", "api_keys SET token_hash = x'00'",
        "invitations SET role = 'root'", "invitations SET token_hash = x'00'", "invitations SET email = ' A@b'",
        "invitations SET expires_at = created_at", "invitations SET accepted_at = expires_at",
        "invitations SET accepted_at = created_at, revoked_at = created_at",
        "providers SET type = 'other'", "providers SET name = ''", "providers SET base_url = ''",
        "providers SET health = 'fine'", "providers SET key_hint = 'abcde'",
        "credential_versions SET state = 'old'", "credential_versions SET number = 0",
        "credential_versions SET record = x'736B2D'", "credential_versions SET fingerprint = x'00'",
        "credential_wrappings SET slot = 3", "credential_wrappings SET wrapped_key = x''",
        "credential_wrappings SET service = ''", "agent_types SET slug = ''", "agent_types SET temperature = 1.1",
        "agent_types SET temperature = -0.1", "agent_types SET max_tokens = 0",
        "agent_types SET delivery = 'mail'", "agent_types SET runtime = 'moon'",
        "agent_types SET endpoint_slug = ''", "agent_type_capabilities SET capability = 'fly'",
        "agent_type_routes SET position = -1", "agent_type_routes SET model = ''", "agents SET state = 'gone'",
        "agents SET name = ''", "agents SET pid = 1", "agents SET token_hash = x'00'", "agents SET deleted_at = 1",
        "leases SET position = -1", "leases SET model = ''", "leases SET delivery = 'mail'",
        "messages SET state = 'lost'", "messages SET state = 'done'", "messages SET state = 'failed'",
        "messages SET reply = 'early'", "messages SET tool_calls = -1", "messages SET content = ''",
        "rate_windows SET used = -1", "rate_windows SET window_seconds = 0", "requests SET outcome = 6",
        "requests SET source = 'guess'", "requests SET streamed = 2", "requests SET input_tokens = -1",
        "requests SET cost = -1", "requests SET duration = -1", "prices SET input = -1",
        "prices SET provider_type = 'other'", "prices SET source = ''",
    ])
    func aValueOutsideItsSetIsRefused(_ change: String) async throws {
        try await withFullStore { store, _ in
            let refusal = try await kind { try await store.execute("UPDATE \(change)") }
            #expect(refusal == .check)
        }
    }

    @Test(arguments: [
        "organizations SET name", "users SET email", "memberships SET role", "sessions SET user_id",
        "api_keys SET token_hash", "invitations SET token_hash", "invitations SET expires_at",
        "providers SET name", "providers SET organization_id",
        "credential_versions SET record", "credential_wrappings SET wrapped_key", "agent_types SET slug",
        "agent_type_routes SET provider_id", "agents SET type_id", "leases SET version_id", "messages SET thread_id",
        "requests SET source", "prices SET input",
    ])
    func whatMustBeThereCannotBeNull(_ column: String) async throws {
        try await withFullStore { store, _ in
            let refusal = try await kind { try await store.execute("UPDATE \(column) = NULL") }
            #expect(refusal == .notNull)
        }
    }

    @Test(arguments: ["providers SET created_at = 'soon'", "requests SET cost = 'much'", "agents SET pid = x'00'"])
    func aValueOfAnotherTypeIsRefused(_ change: String) async throws {
        try await withFullStore { store, _ in
            let refusal = try await kind { try await store.execute("UPDATE \(change)") }
            #expect(refusal == .dataType)
        }
    }

    @Test(arguments: [
        "DELETE FROM organizations", "DELETE FROM providers", "DELETE FROM credential_versions",
        "DELETE FROM agent_types", "DELETE FROM agents", "DELETE FROM threads",
        "UPDATE memberships SET user_id = $1", "UPDATE sessions SET user_id = $1",
        "UPDATE invitations SET organization_id = $1", "UPDATE invitations SET invited_by = $1",
        "UPDATE api_keys SET organization_id = $1", "UPDATE providers SET organization_id = $1",
        "UPDATE credential_versions SET provider_id = $1", "UPDATE credential_versions SET organization_id = $1",
        "UPDATE credential_wrappings SET version_id = $1", "UPDATE agent_types SET organization_id = $1",
        "UPDATE agent_type_routes SET provider_id = $1", "UPDATE agent_type_capabilities SET type_id = $1",
        "UPDATE agents SET type_id = $1", "UPDATE leases SET version_id = $1", "UPDATE leases SET agent_id = $1",
        "UPDATE leases SET organization_id = $1", "UPDATE leases SET provider_id = $1",
        "UPDATE threads SET agent_id = $1", "UPDATE messages SET thread_id = $1", "UPDATE messages SET agent_id = $1",
    ])
    func whatIsReferredToMustBeThere(_ sql: String) async throws {
        try await withFullStore { store, _ in
            let parameters: [SQLValue] = sql.contains("$1") ? [.text(AgentID.make().description)] : []
            let refusal = try await kind { try await store.execute(sql, parameters) }
            #expect(refusal == .foreignKey)
        }
    }

    @Test(arguments: [
        ("UPDATE audit SET action = 'nothing'"), ("DELETE FROM audit"),
        ("UPDATE providers SET deleted_at = 1, key_hint = NULL"),
        ("UPDATE agents SET state = 'stopped', token_hash = NULL"),
    ])
    func triggersKeepWhatNoConstraintCan(_ sql: String) async throws {
        try await withFullStore { store, _ in
            let refusal = try await kind { try await store.execute(sql) }
            #expect(refusal == .trigger)
        }
    }

    @Test func aDeletedProviderTakesNeitherKeyNorRoute() async throws {
        try await withFullStore { store, scenario in
            let (other, _) = try await store.makeProvider(in: scenario.organization.id, name: "other")
            try await store.repositories.providers.delete(
                other.id, in: scenario.organization.id, audit: Sample.audit("provider.delete"))
            let key = """
                INSERT INTO credential_versions
                SELECT $1, $2, organization_id, 9, 'current', fingerprint, record, created_at FROM credential_versions
                """
            let parameters: [SQLValue] = [.text(AgentID.make().description), .text(other.id.description)]
            #expect(try await kind { try await store.execute(key, parameters) } == .trigger)
            let route = """
                INSERT INTO agent_type_routes SELECT type_id, organization_id, 1, $2, $1 FROM agent_type_routes
                """
            #expect(try await kind { try await store.execute(route, parameters) } == .trigger)
        }
    }

    @Test func aLivingTypeKeepsAKeylessProviderToo() async throws {
        try await withStore { store in
            _ = try await store.makeScenario()
            try await store.execute("DELETE FROM credential_versions")
            let delete = "UPDATE providers SET deleted_at = 1, key_hint = NULL"
            #expect(try await kind { try await store.execute(delete) } == .trigger)
        }
    }

    @Test(arguments: [
        (
            """
            providers (id, organization_id, name, type, health, created_at, updated_at)
            SELECT $1, organization_id, name, type, health, created_at, updated_at FROM providers
            """, "name"
        ),
        (
            """
            credential_versions SELECT $1, provider_id, organization_id, 2, state, fingerprint, record, created_at
            FROM credential_versions
            """, "provider_id"
        ),
        (
            """
            credential_versions SELECT $1, provider_id, organization_id, number, 'retiring', fingerprint, record,
                created_at FROM credential_versions
            """, "number"
        ),
        (
            """
            credential_wrappings SELECT version_id, slot, $1, key_reference, wrapped_key, generation, created_at
            FROM credential_wrappings
            """, "slot"
        ),
        ("users SELECT $1, email, name, password_hash, created_at FROM users", "email"),
        (
            """
            sessions SELECT $1, user_id, organization_id, token_hash, csrf_token, created_at, expires_at FROM sessions
            """, "token_hash"
        ),
        (
            """
            api_keys SELECT $1, organization_id, name, role, token_hash, prefix, created_by, created_at, NULL, NULL, 0, NULL, NULL
            FROM api_keys
            """, "token_hash"
        ),
        (
            """
            invitations SELECT $1, organization_id, $1, role, token_hash, NULL, created_at, expires_at, NULL, NULL
            FROM invitations
            """, "token_hash"
        ),
        (
            """
            invitations SELECT $1, organization_id, email, role, zeroblob(32), NULL, created_at, expires_at, NULL, NULL
            FROM invitations
            """, "email"
        ),
        (
            """
            agents (id, organization_id, type_id, name, state, state_changed_at, created_at)
            SELECT $1, organization_id, type_id, name, 'stopped', 1, 1 FROM agents
            """, "name"
        ),
        (
            """
            leases SELECT $1, agent_id, organization_id, provider_id, version_id, 1, model, delivery, opened_at
            FROM leases
            """, "version_id"
        ),
        ("prices SELECT model, valid_from, provider_type, 1, 1, 1, 1, 1, $1 FROM prices", "valid_from"),
        (
            """
            agent_types SELECT $1, organization_id, name, slug, '', NULL, NULL, NULL, delivery, runtime, 1, 1, NULL, NULL,
            NULL, NULL, NULL, NULL
            FROM agent_types
            """, "slug"
        ),
        (
            """
            agent_types SELECT $1, organization_id, name, $1, '', endpoint_slug, NULL, NULL, delivery, runtime, 1, 1,
                NULL, NULL, NULL, NULL, NULL, NULL FROM agent_types
            """, "endpoint_slug"
        ),
    ])
    func whatIsUniqueCannotBeThereTwice(_ insertion: String, _ field: String) async throws {
        try await withFullStore { store, _ in
            await #expect(throws: StoreError(.nameTaken(field: field))) {
                try await store.execute("INSERT INTO \(insertion)", [.text(AgentID.make().description)])
            }
        }
    }

    /// The rule that refused; `nil` where none did.
    private func kind(_ body: () async throws -> Void) async throws -> ConstraintViolation.Kind? {
        do {
            try await body()
            return nil
        } catch let violation as ConstraintViolation {
            return violation.kind
        }
    }
}
