// SPDX-License-Identifier: Apache-2.0
import Synchronization
package import TrustCore

/// What the gateway goes by, read in one transaction.
package final class SQLSnapshotSource: SnapshotSource {
    private let database: any Database
    private let feed: ChangeFeed
    private let clock: WallClock
    private let generation = Mutex<UInt64>(0)

    package init(database: any Database, changes: ChangeFeed, clock: WallClock = WallClock()) {
        self.database = database
        self.feed = changes
        self.clock = clock
    }

    package func changes() -> AsyncStream<Void> { feed.subscribe() }

    package func load() async throws -> GatewaySnapshot {
        let now = clock.now()
        // Taken before the transaction: of two loads the later generation then began later, and sees all that was
        // committed before it began. The clock makes it grow over a restart too.
        let generation = generation.withLock { last in
            last = max(last + 1, UInt64(max(0, now.microseconds)))
            return last
        }
        return try await database.read { session in
            GatewaySnapshot(
                generation: generation, agents: try session.gatewayAgents(), prices: try session.prices(at: now))
        }
    }
}

extension SQLSession {
    /// One for each agent with a token and an open lease.
    fileprivate func gatewayAgents() throws -> [GatewayAgent] {
        let rows = try query(
            """
            SELECT a.id AS agent_id, a.organization_id, a.type_id, a.token_hash, a.token_expires_at, a.token_addresses, t.max_tokens, l.delivery,
                l.id AS lease_id, l.version_id, l.provider_id, l.model, v.fingerprint, p.type, p.base_url
            FROM leases l
            JOIN agents a ON a.id = l.agent_id
            JOIN agent_types t ON t.id = a.type_id
            JOIN credential_versions v ON v.id = l.version_id
            JOIN providers p ON p.id = l.provider_id
            WHERE a.token_hash IS NOT NULL AND a.deleted_at IS NULL
            ORDER BY a.id, l.position
            """)
        var agents: [GatewayAgent] = []
        for row in rows {
            let target = try RouteTarget(row)
            let id: AgentID = try row.id("agent_id")
            let route = agents.last?.id == id ? (agents.popLast()?.route ?? []) + [target] : [target]
            agents.append(
                GatewayAgent(
                    id: id, organization: try row.id("organization_id"), type: try row.id("type_id"),
                    delivery: try row.member("delivery"), tokenHash: try row.digest("token_hash"),
                    tokenTerms: try TokenTerms(row), route: route,
                    defaultMaxTokens: try row.integerIfPresent("max_tokens")))
        }
        return agents
    }
}

extension RouteTarget {
    fileprivate init(_ row: SQLRow) throws {
        let type: ProviderType = try row.member("type")
        let baseURL = try row.textIfPresent("base_url") ?? type.defaultBaseURL
        let endpoint: UpstreamEndpoint
        do {
            endpoint = try UpstreamEndpoint(baseURL: baseURL)
        } catch {
            throw StoreError(.unavailable, cause: "a provider's base URL: \(error.reason)")
        }
        self.init(
            provider: try row.id("provider_id"), type: type, version: try row.id("version_id"),
            lease: try row.id("lease_id"), fingerprint: try row.fingerprint("fingerprint"), endpoint: endpoint,
            model: try row.text("model"))
    }
}
