// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore
import TrustRuntimes

/// What the launcher does to itself, as far as one driver shows it; what a hostile agent gets is tested from outside.
@Suite(.enabled(if: Programs.launcher != nil), .timeLimit(.minutes(2)))
struct IsolationTests {
    let folder: TemporaryFolder
    let agent = AgentID.make()
    init() throws { folder = try TemporaryFolder() }

    private var agents: String { folder.path + "/agents" }

    private func driver(
        _ program: String, without: Set<Isolation.Protection> = [],
        users: Range<UInt32> = AgentIsolation.standardUsers, readable: [String] = []
    ) throws -> LocalProcessDriver {
        LocalProcessDriver(
            launcherPath: try #require(Programs.launcher), agentPath: program, agentsDirectory: agents,
            isolation: AgentIsolation(gatewayPort: 8081, users: users, readable: readable, without: without),
            logLimit: 1 << 20, logger: quiet)
    }

    /// Starts an agent, waits for its end, and returns what it wrote.
    private func run(_ driver: LocalProcessDriver, _ agent: AgentID, command: [String] = []) async throws -> String {
        let prepared = try await driver.prepare(
            AgentLaunch(agent: agent, organization: .make(), environment: [:], command: command))
        try await prepared.release(key: secret("KEY", "sk-canary"), token: secret("TOKEN", "tok-canary"))
        try #require(try await eventually { !ProcessTable.isAlive(prepared.process) })
        return String(decoding: try await driver.logs(of: agent, lastBytes: 1 << 16), as: UTF8.self)
    }

    private func owner(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.ownerAccountID] as? Int
    }

    @Test func levelsFollowFromWhatHolds() {
        let all = Set(Isolation.Protection.allCases)
        #expect(Isolation(all).level == .full)
        #expect(Isolation(all.subtracting([.ownUser])).level == .full)
        #expect(Isolation(all.subtracting([.userNamespace])).lacks.isEmpty)
        #expect(Isolation(all.subtracting([.signals])).level == .partial)
        #expect(Isolation(all.subtracting([.ownUser, .userNamespace])).lacks == [.ownUser])
        #expect(Isolation([.filesystem]).level == .partial)
        #expect(Isolation([.userNamespace]).level == .partial)
        #expect(Isolation([.network, .signals, .systemCalls, .limits]).level == Isolation.Level.none)
        #expect(Isolation.unguarded.holds.isEmpty && Isolation.unguarded.level == Isolation.Level.none)
    }

    /// A user of one's own would also keep it out, so that each is left out in turn.
    @Test(arguments: [Isolation.Protection.ownUser, .filesystem])
    func aFileOfTheServersIsClosed(without: Isolation.Protection) async throws {
        let file = folder.path + "/planted"
        try Data("canary\n".utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        let script = try folder.script("cat \(file) && echo got it; echo over")
        let open = try driver(script, without: Set(Isolation.Protection.allCases))
        #expect(try await run(open, .make()) == "canary\ngot it\nover\n")
        let shut = try driver(script, without: [without])
        let holds = await shut.isolation().holds
        guard holds.contains(.filesystem) || holds.contains(.ownUser) else {
            try Test.cancel("this host has neither landlock nor the right to change users")
        }
        let text = try await run(shut, agent)
        #expect(!text.contains("canary") && text.hasSuffix("over\n"))
    }

    @Test func anotherProgramRunsAndItsArgumentsOpenNothing() async throws {
        let file = folder.path + "/module"
        try Data("canary\n".utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let command = [try folder.script("cat $1; echo over"), file]
        let shut = try driver("/usr/bin/env")
        guard await shut.isolation().protections.contains(.filesystem) else { try Test.cancel("no landlock here") }
        let text = try await run(shut, agent, command: command)
        #expect(!text.contains("canary") && text.hasSuffix("over\n"))
        let open = try driver("/usr/bin/env", readable: [file])
        #expect(try await run(open, .make(), command: command) == "canary\nover\n")
    }

    @Test func whatHoldsIsRememberedByAnotherDriver() async throws {
        let first = try driver("/usr/bin/env", without: [.network])
        _ = try await run(first, agent)
        let second = try driver("/usr/bin/env")
        let seen = try #require(await second.isolation(of: agent))
        #expect(seen.lacks.contains(.network))
        #expect(await second.isolation(of: .make()) == nil)
        await second.remove(agent)
        #expect(await second.isolation(of: agent) == nil)
    }

    @Test func tryingLeavesNothing() async throws {
        let driver = try driver("/usr/bin/env", without: [.limits])
        #expect(await driver.isolation().lacks.contains(.limits))
        #expect(try FileManager.default.contentsOfDirectory(atPath: agents).isEmpty)
    }

    @Test func agentsHaveUsersOfTheirOwnAndKeepThem() async throws {
        guard geteuid() == 0 else { try Test.cancel("needs root") }
        let driver = try driver("/usr/bin/id", users: 60_578..<60_580)
        let (one, two, three) = (AgentID.make(), AgentID.make(), AgentID.make())
        #expect(try await run(driver, one).hasPrefix("uid=60578 gid=60578 groups=60578"))
        #expect(try await run(driver, two).hasPrefix("uid=60579 "))
        #expect(try await run(driver, one).contains("\nuid=60578 "))
        #expect(try owner("\(agents)/\(one)/work") == 60_578 && owner("\(agents)/\(one)/log") == 0)
        // None is left: it is the server's user, and that is said.
        _ = try await run(driver, three)
        #expect(await driver.isolation(of: three)?.protections.contains(.ownUser) == false)
        await driver.remove(one)
        #expect(try await run(driver, three).contains("uid=60578 "))
    }

    @Test func whatAnAgentOfTheServersUserLeftBecomesItsOwnUsers() async throws {
        guard geteuid() == 0 else { try Test.cancel("needs root") }
        let work = "\(agents)/\(agent)/work"
        try FileManager.default.createDirectory(atPath: work + "/deep", withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: work + "/deep/file"))
        symlink("/etc/hostname", work + "/link")
        let before = try owner("/etc/hostname")
        _ = try await run(try driver("/usr/bin/env"), agent)
        #expect(try owner(work) == 60_578 && owner(work + "/deep/file") == 60_578)
        #expect(try owner("/etc/hostname") == before)
        // And back, where it has none any more.
        _ = try await run(try driver("/usr/bin/env", without: [.ownUser]), agent)
        #expect(try owner(work) == 0 && owner(work + "/deep/file") == 0)
    }
}
