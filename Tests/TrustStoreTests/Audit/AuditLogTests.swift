// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

struct AuditLogTests {
    /// Ten rows on top of the setup's one, and the table open to whoever has the file.
    private func withTamperableLog(_ body: (TestStore) async throws -> Void) async throws {
        try await withStore { store in
            let (organization, _) = try await store.makeOrganization()
            for index in 0..<10 {
                try await store.repositories.audit.append([
                    Sample.audit("credential.open", organization: organization.id, subject: "provider:\(index)")
                ])
            }
            #expect(try await store.repositories.audit.verify() == .intact(rows: 11))
            try await store.execute("DROP TRIGGER audit_is_never_changed")
            try await store.execute("DROP TRIGGER audit_is_never_removed")
            try await body(store)
        }
    }

    @Test func anEmptyLogIsIntact() async throws {
        try await withStore { store in
            #expect(try await store.repositories.audit.verify() == .intact(rows: 0))
            _ = try await store.repositories.identity.installation()
            #expect(try await store.repositories.audit.verify() == .intact(rows: 0))
        }
    }

    @Test(arguments: [
        "UPDATE audit SET action = 'x' WHERE sequence = 5", "UPDATE audit SET details = '{}' WHERE sequence = 5",
        "UPDATE audit SET time = time + 1 WHERE sequence = 5",
        "UPDATE audit SET organization_id = NULL WHERE sequence = 5",
        "UPDATE audit SET actor = 'system:other' WHERE sequence = 5",
        "UPDATE audit SET outcome = 'failed' WHERE sequence = 5",
        "UPDATE audit SET subject = 'provider:9' WHERE sequence = 5",
        "UPDATE audit SET operation = '01890000-0000-7000-8000-000000000000' WHERE sequence = 5",
        "UPDATE audit SET hash = randomblob(32) WHERE sequence = 5",
        "UPDATE audit SET previous_hash = randomblob(32) WHERE sequence = 5",
        "DELETE FROM audit WHERE sequence = 5",
    ])
    func aChangedOrRemovedRowIsFound(_ tampering: String) async throws {
        try await withTamperableLog { store in
            try await store.execute(tampering)
            #expect(try await store.repositories.audit.verify() == .broken(sequence: 5))
        }
    }

    @Test func aCutOffEndIsFound() async throws {
        try await withTamperableLog { store in
            try await store.execute("DELETE FROM audit WHERE sequence > 8")
            #expect(try await store.repositories.audit.verify() == .broken(sequence: 9))
        }
    }

    @Test func anEmptiedTableIsFound() async throws {
        try await withTamperableLog { store in
            try await store.execute("DELETE FROM audit")
            #expect(try await store.repositories.audit.verify() == .broken(sequence: 1))
        }
    }

    @Test func twoRowsThatChangedPlacesAreFound() async throws {
        try await withTamperableLog { store in
            try await store.execute("UPDATE audit SET sequence = 99 WHERE sequence = 4")
            try await store.execute("UPDATE audit SET sequence = 4 WHERE sequence = 5")
            try await store.execute("UPDATE audit SET sequence = 5 WHERE sequence = 99")
            #expect(try await store.repositories.audit.verify() == .broken(sequence: 4))
        }
    }

    @Test func anotherInstallationsChainIsNotTaken() async throws {
        try await withTamperableLog { store in
            try await store.execute("UPDATE installation SET id = '01890000-0000-7000-8000-000000000000'")
            #expect(try await store.repositories.audit.verify() == .broken(sequence: 1))
        }
    }

    @Test func entriesComeBackNewestFirstForTheirOrganization() async throws {
        try await withStore { store in
            let organization = OrganizationID.make()
            let actors: [Actor] = [.user(.make()), .apiKey(.make()), .agent(.make()), .system("gateway")]
            let entries = actors.map { actor in
                AuditEntry(
                    operation: .make(), organization: organization, actor: actor, action: "agent.start",
                    subject: "agent:1", outcome: .intended, details: ["note": "a/b \"ü\"\n"], time: Sample.moment)
            }
            try await store.repositories.audit.append(entries)
            try await store.repositories.audit.append([Sample.audit("other", organization: .make())])
            #expect(try await store.repositories.audit.entries(in: organization, limit: 10) == entries.reversed())
            #expect(try await store.repositories.audit.entries(in: organization, limit: 1) == [entries[3]])
            #expect(try await store.repositories.audit.verify() == .intact(rows: 5))
        }
    }

    @Test func concurrentAppendsMakeOneChain() async throws {
        try await withStore { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<60 {
                    group.addTask { try await store.repositories.audit.append([Sample.audit("a\(index)")]) }
                }
                try await group.waitForAll()
            }
            #expect(try await store.repositories.audit.verify() == .intact(rows: 60))
        }
    }

    @Test func aRefusedChangeLeavesNoRow() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let before = try await store.repositories.audit.verify()
            await #expect(throws: StoreError.self) {
                try await store.repositories.providers.delete(
                    scenario.provider.id, in: scenario.organization.id, audit: Sample.audit("provider.delete"))
            }
            #expect(try await store.repositories.audit.verify() == before)
        }
    }
}
