// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore
import TrustStore

struct SQLiteDatabaseTests {
    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func theWriterSyncsFullyAndErasesWhatIsDeleted() async throws {
        try await withStore { store in
            let settings = try store.database.settings()
            #expect(settings["synchronous"] == "2")
            #expect(settings["journal_mode"] == "wal")
            #expect(settings["foreign_keys"] == "1")
            #expect(settings["secure_delete"] == "1")
            #expect(try await store.count("SELECT auto_vacuum AS n FROM pragma_auto_vacuum") == 2)
        }
    }

    @Test func filesAreForTheirOwnerAlone() async throws {
        try await withStore { store in
            _ = try await store.makeOrganization()
            #expect(try mode((store.path as NSString).deletingLastPathComponent) == 0o700)
            for suffix in ["", "-wal", "-shm"] { #expect(try mode(store.path + suffix) == 0o600) }
        }
    }

    @Test func wideModesAreTightenedAtOpening() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/data/store.sqlite"
            try SQLiteDatabase(path: path).close()
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/data")
            try SQLiteDatabase(path: path).close()
            #expect(try mode(path) == 0o600)
            #expect(try mode(folder + "/data") == 0o700)
            // To pass through is all that others may be given.
            try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: folder + "/data")
            try SQLiteDatabase(path: path).close()
            #expect(try mode(folder + "/data") == 0o711)
        }
    }

    @Test func aFolderThatOthersWriteToIsRefused() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
            #expect(throws: StoreError(.unavailable)) { try SQLiteDatabase(path: folder + "/store.sqlite") }
        }
    }

    @Test func aSymbolicLinkIsRefused() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/store.sqlite", withDestinationPath: folder + "/elsewhere")
            #expect(throws: StoreError(.unavailable)) { try SQLiteDatabase(path: folder + "/store.sqlite") }
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefused() async throws {
        try await withTemporaryFolder { folder in
            try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: folder + "/store.sqlite"))
            #expect(throws: StoreError(.unavailable)) { try SQLiteDatabase(path: folder + "/store.sqlite") }
        }
    }

    @Test func placeholdersMayRepeatAndComeInAnyOrder() async throws {
        try await withStore { store in
            let row = try await store.database.read { session in
                try session.query("SELECT $2 AS b, $1 AS a, $2 AS c", [.text("one"), .integer(2)]).first
            }
            #expect(try row?.text("a") == "one")
            #expect(try row?.integer("b") == 2)
            #expect(try row?.integer("c") == 2)
        }
    }

    @Test func everyKindOfValueComesBackAsItWas() async throws {
        try await withStore { store in
            let values: [SQLValue] = [
                .null, .integer(.min), .real(0.5), .text("äb"), .text(""), .blob([0, 255]), .blob([]),
            ]
            for value in values {
                let row = try await store.database.read { session in
                    try session.query("SELECT $1 AS v", [value]).first
                }
                #expect(try row?.value("v") == value)
            }
        }
    }

    @Test func textWithANULIsRefusedAndNotCut() async throws {
        try await withStore { store in
            await #expect(throws: ConstraintViolation.self) {
                try await store.execute("INSERT INTO sign_in_attempts VALUES ($1, 1)", [.text("a\u{0}b")])
            }
            let left = try await store.count("SELECT COUNT(*) AS n FROM sign_in_attempts")
            #expect(left == 0)
        }
    }

    @Test func aRowOfAnotherTypeIsAnErrorAndNotADefault() async throws {
        try await withStore { store in
            let row = try await store.database.read { try $0.query("SELECT 'x' AS v, NULL AS w").first }
            let found = try #require(row)
            #expect(throws: StoreError(.unavailable)) { try found.integer("v") }
            #expect(throws: StoreError(.unavailable)) { try found.text("w") }
            #expect(throws: StoreError(.unavailable)) { try found.text("absent") }
            #expect(try found.textIfPresent("w") == nil)
        }
    }

    @Test func aReaderCannotWrite() async throws {
        try await withStore { store in
            await #expect(throws: StoreError(.unavailable)) {
                try await store.database.read { try $0.execute("DELETE FROM users") }
            }
        }
    }

    @Test func whatABodyThrowsRollsBackAllOfIt() async throws {
        try await withStore { store in
            await #expect(throws: StoreError(.alreadySetUp)) {
                try await store.database.write { session in
                    try session.execute("INSERT INTO sign_in_attempts VALUES ('x', 1)")
                    throw StoreError(.alreadySetUp)
                }
            }
            let left = try await store.count("SELECT COUNT(*) AS n FROM sign_in_attempts")
            #expect(left == 0)
        }
    }

    @Test func engineErrorsNameNoValues() async throws {
        try await withStore { store in
            _ = try await store.makeOrganization()
            do {
                try await store.execute(
                    "INSERT INTO users VALUES ($1, $2, 'Ann', 'secret-hash', 1)",
                    [.text(UserID.make().description), .text("ann@example.com")])
                Issue.record("the email was taken twice")
            } catch let error as StoreError {
                #expect(error.kind == .nameTaken(field: "email"))
                #expect(error.cause?.contains("secret-hash") == false)
                #expect(error.cause?.contains("ann@") == false)
            }
        }
    }

    @Test func acknowledgedWritesAreInAnUncleanCopyOfFileAndLog() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            try await store.start(scenario.agent)
            let copy = store.folder + "/copy.sqlite"
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: store.path + suffix, toPath: copy + suffix)
            }
            let database = try SQLiteDatabase(path: copy)
            try await database.migrate()
            let reopened = Repositories(database: database)
            let agent = try await reopened.agents.agent(scenario.agent.id, in: scenario.organization.id)
            #expect(agent?.state == .starting)
            #expect(try await reopened.snapshots.load().agentsByID.count == 1)
            let rows = try await reopened.audit.verify()
            #expect(rows == .intact(rows: 4))
            try database.close()
        }
    }
}
