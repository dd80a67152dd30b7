// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

/// Starts against deletions, many at once: a key that an agent holds a lease on is never destroyed.
@Suite(.timeLimit(.minutes(3)))
struct StartDeletionRaceTests {
    private static let rounds = 120

    /// One round: an agent to start, and a provider to delete after some preparation.
    private typealias Round = (agent: Agent, provider: ProviderID, prepare: @Sendable () async throws -> Void)

    /// How many starts won, and how many deletions.
    private func race(_ store: TestStore, _ rounds: [Round]) async throws -> (starts: Int, deletions: Int) {
        let all = store.repositories
        return try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for (agent, provider, prepare) in rounds {
                group.addTask {
                    do {
                        try await store.start(agent)
                        return (1, 0)
                    } catch let error as StoreError where error.errorCode == .notFound {
                        return (0, 0)
                    }
                }
                group.addTask {
                    do {
                        try await prepare()
                        try await all.providers.delete(
                            provider, in: agent.organization, audit: Sample.audit("provider.delete"))
                        return (0, 1)
                    } catch let error as StoreError
                        where [.providerInUse, .agentTypeInUse, .agentBusy].contains(error.errorCode)
                    {
                        return (0, 0)
                    }
                }
            }
            return try await group.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
        }
    }

    private func expectNoLeaseOnADeletedProvider(_ store: TestStore) async throws {
        let orphans = try await store.count(
            """
            SELECT COUNT(*) AS n FROM leases l
            LEFT JOIN providers p ON p.id = l.provider_id LEFT JOIN credential_versions v ON v.id = l.version_id
            WHERE p.id IS NULL OR p.deleted_at IS NOT NULL OR v.id IS NULL
            """)
        #expect(orphans == 0)
        #expect(try await store.count("SELECT COUNT(*) AS n FROM pragma_foreign_key_check") == 0)
    }

    @Test func aStartAndTheDeletionOfAllThatItNeedsHaveOneWinner() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let all = store.repositories
            var rounds: [Round] = []
            for round in 0..<Self.rounds {
                let (provider, _) = try await store.makeProvider(in: organization.id, name: "p\(round)")
                let type = try await store.makeType(
                    in: organization.id, provider: provider.id, slug: "t\(round)")
                let agent = try await store.makeAgent(in: organization.id, type: type.id, name: "a\(round)")
                rounds.append(
                    (
                        agent, provider.id,
                        {
                            try await all.agents.delete(
                                agent.id, in: organization.id, when: .none, audit: Sample.audit("agent.delete"))
                            try await all.agentTypes.delete(
                                type.id, in: organization.id, audit: Sample.audit("type.delete"))
                        }
                    ))
            }
            let (starts, deletions) = try await race(store, rounds)
            #expect(starts + deletions == Self.rounds)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM leases") == Int64(starts))
            try await expectNoLeaseOnADeletedProvider(store)
        }
    }

    @Test func aStartDuringTheMoveToAnotherProviderHoldsTheOldOneOrUsesTheNew() async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            let (new, _) = try await store.makeProvider(in: organization.id, name: "new")
            let all = store.repositories
            var rounds: [Round] = []
            for round in 0..<Self.rounds {
                let (old, _) = try await store.makeProvider(in: organization.id, name: "p\(round)")
                var type = try await store.makeType(in: organization.id, provider: old.id, slug: "t\(round)")
                let agent = try await store.makeAgent(in: organization.id, type: type.id, name: "a\(round)")
                type.provider = new.id
                let moved = type
                rounds.append(
                    (agent, old.id, { try await all.agentTypes.update(moved, audit: Sample.audit("type.update")) }))
            }
            let (starts, deletions) = try await race(store, rounds)
            #expect(starts == Self.rounds)
            try await expectNoLeaseOnADeletedProvider(store)
            let onNew = try await store.count(
                "SELECT COUNT(*) AS n FROM leases WHERE provider_id = $1", [.text(new.id.description)])
            #expect(onNew == Int64(deletions))
        }
    }
}
