// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

struct AuditQueryTests {
    private let organization = OrganizationID.make()
    private let user = UserID.make()

    private func entry(
        _ action: String, _ outcome: AuditEntry.Outcome, operation: ID<AuditEntry> = .make(), actor: Actor? = nil,
        subject: String = "provider:1", details: [String: String] = [:], after seconds: Int64 = 0
    ) -> AuditEntry {
        AuditEntry(
            operation: operation, organization: organization, actor: actor ?? .user(user), action: action,
            subject: subject, outcome: outcome, details: details, time: Sample.moment.adding(seconds: seconds))
    }

    @Test func anIntentAndItsOutcomeAreOneAlsoWithOthersBetweenThem() async throws {
        try await withStore { store in
            let (first, second) = (ID<AuditEntry>.make(), ID<AuditEntry>.make())
            try await store.repositories.audit.append([
                entry("provider.create", .intended, operation: first, details: ["type": "openai", "a": "old"]),
                entry("agent.start", .intended, operation: second),
                Sample.audit("other", organization: .make()),
                entry("provider.create", .succeeded, operation: first, details: ["a": "new"], after: 3),
                entry("session.create", .succeeded),
            ])
            let found = try await store.repositories.audit.operations(
                AuditQuery(organization: organization), before: nil, limit: 10)
            #expect(found.map(\.action) == ["session.create", "agent.start", "provider.create"])
            #expect(found.map(\.outcome) == [.succeeded, .intended, .succeeded])
            #expect(found.map(\.sequence) == [5, 2, 1])
            #expect(found[1].endedAt == nil)
            #expect(found[2].endedAt == Sample.moment.adding(seconds: 3))
            #expect(found[2].details == ["type": "openai", "a": "new"])
        }
    }

    @Test func partsFollowOneAnotherWithoutGapAndWithoutRepetition() async throws {
        try await withStore { store in
            for index in 0..<25 {
                let operation = ID<AuditEntry>.make()
                try await store.repositories.audit.append([
                    entry("agent.start", .intended, operation: operation, subject: "agent:\(index)"),
                    entry("agent.start", .succeeded, operation: operation, subject: "agent:\(index)"),
                ])
            }
            var subjects: [String] = []
            var before: Int64?
            while true {
                let part = try await store.repositories.audit.operations(
                    AuditQuery(organization: organization), before: before, limit: 7)
                guard let last = part.last else { break }
                subjects += part.map(\.subject)
                before = last.sequence
            }
            #expect(subjects == (0..<25).reversed().map { "agent:\($0)" })
        }
    }

    @Test(
        arguments: [
            (AuditFilter(actor: "user"), ["b", "a"]), (AuditFilter(actor: "system:gateway"), ["c"]),
            (AuditFilter(actor: "sys"), []), (AuditFilter(action: "agent"), ["b"]),
            (AuditFilter(action: "agent.start"), ["b"]), (AuditFilter(action: "agent_type.create"), ["c"]),
            (AuditFilter(subject: "provider"), ["a"]), (AuditFilter(subject: "agent:2"), ["b"]),
            (AuditFilter(from: 10), ["c", "b"]), (AuditFilter(to: 10), ["a"]), (AuditFilter(from: 10, to: 20), ["b"]),
            (AuditFilter(actor: "user", action: "agent", to: 10), []), (AuditFilter(action: "%"), []),
        ] as [(AuditFilter, [String])])
    func filtersTakeAWholeNameOrAKind(filter: AuditFilter, found: [String]) async throws {
        try await withStore { store in
            try await store.repositories.audit.append([
                entry("provider.create", .succeeded, subject: "provider:1", details: ["n": "a"]),
                entry("agent.start", .succeeded, subject: "agent:2", details: ["n": "b"], after: 10),
                entry(
                    "agent_type.create", .succeeded, actor: .system("gateway"), subject: "agent_type:3",
                    details: ["n": "c"], after: 20),
            ])
            let query = AuditQuery(
                organization: organization, actor: filter.actor, action: filter.action, subject: filter.subject,
                from: filter.from.map { Sample.moment.adding(seconds: $0) },
                to: filter.to.map { Sample.moment.adding(seconds: $0) })
            let operations = try await store.repositories.audit.operations(query, before: nil, limit: 10)
            #expect(operations.map { $0.details["n"] } == found)
            let records = try await store.repositories.audit.records(query, after: 0, limit: 10)
            #expect(records.map { $0.entry.details["n"] } == found.reversed())
        }
    }

    @Test func theHeadIsTheLastRowsHash() async throws {
        try await withStore { store in
            try await store.repositories.audit.append([entry("a.b", .succeeded), entry("a.c", .succeeded)])
            let (result, head) = try await store.repositories.audit.walk()
            let records = try await store.repositories.audit.records(
                AuditQuery(organization: organization), after: 1, limit: 10)
            #expect(result == .intact(rows: 2))
            #expect(head == AuditHead(sequence: 2, hash: records[0].hash))
        }
    }

    @Test func anotherProcessReadsWithoutChangingAnything() async throws {
        try await withStore { store in
            try await store.repositories.audit.append([entry("a.b", .succeeded)])
            let reader = try SQLiteDatabase(readingAt: store.path)
            #expect(try await SQLAuditLog(database: reader).verify() == .intact(rows: 1))
            await #expect(throws: StoreError.self) {
                try await reader.write { try $0.execute("UPDATE installation SET audit_sequence = 7") }
            }
            try reader.close()
        }
    }
}

struct AuditFilter: Sendable {
    var actor: String?
    var action: String?
    var subject: String?
    var from: Int64?
    var to: Int64?
}
