// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore
import TrustRuntimes

@Suite(.enabled(if: Programs.launcher != nil), .timeLimit(.minutes(5)))
struct LocalProcessDriverTests {
    let folder: TemporaryFolder
    let agent = AgentID.make()
    init() throws { folder = try TemporaryFolder() }

    private func driver(
        _ program: String, isolation: AgentIsolation = AgentIsolation(gatewayPort: 8081), logLimit: Int = 1 << 20
    ) throws -> LocalProcessDriver {
        LocalProcessDriver(
            launcherPath: try #require(Programs.launcher), agentPath: program, agentsDirectory: folder.path + "/agents",
            isolation: isolation, logLimit: logLimit, logger: quiet)
    }

    private func launch(_ environment: [String: String] = [:]) -> AgentLaunch {
        AgentLaunch(agent: agent, organization: .make(), environment: environment)
    }

    private func start(_ driver: LocalProcessDriver, _ environment: [String: String] = [:]) async throws
        -> ProcessIdentity
    {
        let prepared = try await driver.prepare(launch(environment))
        try await prepared.release(key: secret("OPENAI_API_KEY", "sk-canary"), token: secret("TOKEN", "tok-canary"))
        return prepared.process
    }

    private func logs(_ driver: LocalProcessDriver) async throws -> String {
        String(decoding: try await driver.logs(of: agent, lastBytes: 1 << 20), as: UTF8.self)
    }

    /// The first report of a driver.
    private func report(_ driver: LocalProcessDriver) async -> (AgentID, ProcessIdentity, AgentExit)? {
        for await (agent, process, exit) in driver.exits() { return (agent, process, exit) }
        return nil
    }

    @Test func anAgentHasItsEnvironmentAndNoOther() async throws {
        let driver = try driver("/usr/bin/env")
        let process = try await start(driver, ["AG2TRUST_MODEL": "m"])
        let (reported, identity, exit) = try #require(await report(driver))
        #expect(reported == agent && identity == process && exit == .code(0))
        let home = "\(folder.path)/agents/\(agent)/work"
        #expect(
            try await logs(driver).split(separator: "\n").sorted() == [
                "AG2TRUST_MODEL=m", "HOME=\(home)", "LANG=C.UTF-8", "OPENAI_API_KEY=sk-canary", "PATH=/usr/bin:/bin",
                "SWIFT_BACKTRACE=enable=no", "TMPDIR=\(folder.path)/agents/\(agent)/tmp", "TOKEN=tok-canary",
            ])
        // Its own user, where it has one, must come through.
        let parentMode = geteuid() == 0 ? 0o711 : 0o700
        for (path, expected) in [(home, 0o700), ("\(folder.path)/agents/\(agent)", parentMode)] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == expected)
        }
    }

    @Test func secretsAreInNoCommandLineAndInNoEnvironmentBeforeTheRelease() async throws {
        let driver = try driver(try folder.script("sleep 1000"))
        let prepared = try await driver.prepare(launch())
        let pid = prepared.process.pid
        func read(_ name: String) -> [UInt8] {
            Array((try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/\(name)"))) ?? Data())
        }
        // A moment after the spawn the kernel has not written it down yet.
        #expect(try await eventually { !read("cmdline").isEmpty })
        #expect(String(decoding: read("cmdline"), as: UTF8.self) == "ag2trust-launch\0")
        #expect(read("environ").allSatisfy { $0 == 0 })
        try await prepared.release(key: secret("OPENAI_API_KEY", "sk-canary"), token: secret("TOKEN", "tok-canary"))
        #expect(try await eventually { String(decoding: read("cmdline"), as: UTF8.self).hasPrefix("/bin/sh") })
        #expect(!String(decoding: read("cmdline"), as: UTF8.self).contains("canary"))
        // The same process, so that a stored identity stays good.
        #expect(ProcessTable.isAlive(prepared.process))
        await driver.stop(prepared.process, agent: agent, grace: .seconds(5))
    }

    @Test(arguments: [true, false]) func whatADeadAgentLeftBehindIsEndedIfItIsTheAgents(isAgents: Bool) async throws {
        let work = isAgents ? "\(folder.path)/agents/\(agent)/work" : "/elsewhere"
        let (input, output) = (Pipe(), Pipe())
        let parent = Process()
        parent.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
        parent.arguments = ["--wait", "/bin/sh", "-c", "sleep 1000 >/dev/null & echo $$ $!; read line"]
        parent.environment = ["HOME": work, "PATH": "/usr/bin:/bin"]
        (parent.standardInput, parent.standardOutput) = (input, output)
        try parent.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let pids = line.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        try #require(pids.count == 2)
        defer { kill(pids[1], SIGKILL) }
        let leader = try #require(ProcessTable.entry(pids[0])).identity
        let child = try #require(ProcessTable.entry(pids[1])).identity
        try input.fileHandleForWriting.close()
        // Foundation takes the parent for running as long as the child holds its descriptors.
        try #require(try await eventually { !ProcessTable.isAlive(leader) && ProcessTable.entry(leader.pid) == nil })
        #expect(ProcessTable.isAlive(child))

        let isAdopted = await (try driver("/usr/bin/env")).adopt(leader, agent: agent)
        #expect(!isAdopted)
        #expect(try await eventually { ProcessTable.isAlive(child) != isAgents })
    }

    @Test func exitCodesAreReportedOnce() async throws {
        let driver = try driver(try folder.script("exit 7"))
        let stream = driver.exits()
        let process = try await start(driver)
        var iterator = stream.makeAsyncIterator()
        let first = try #require(await iterator.next())
        #expect(first.exit == .code(7) && first.process == process)
        // The next report is the next process's, not the first's again; and a signal is a signal.
        let second = try self.driver(try folder.script("kill -SEGV $$"))
        let crashed = try await start(second)
        let crash = try #require(await report(second))
        #expect(crash.1 == crashed && crash.2 == .signal(SIGSEGV))
        await driver.stop(process, agent: agent, grace: .seconds(1))
        let again = try await start(driver)
        #expect(await iterator.next()?.process == again)
    }

    @Test func aLauncherThatGetsNothingCanBeCancelled() async throws {
        let driver = try driver("/usr/bin/env")
        let prepared = try await driver.prepare(launch())
        await prepared.cancel()
        #expect(!ProcessTable.isAlive(prepared.process))
        await #expect(throws: RuntimeError(.spent)) {
            try await prepared.release(key: secret("A", "b"), token: secret("C", "d"))
        }
    }

    @Test func aLauncherWhoseServerLetsGoEnds() async throws {
        let driver = try driver("/usr/bin/env")
        var prepared: (any PreparedAgent)? = try await driver.prepare(launch())
        let process = try #require(prepared?.process)
        prepared = nil
        #expect(try await eventually { !ProcessTable.isAlive(process) })
        #expect(await report(driver)?.2 == .code(2))
    }

    /// In a process of its own: what SIGPIPE does is a matter of the whole process, and other tests write to sockets.
    @Test func releasingToADeadLauncherThrowsAndDoesNotEndTheServer() async {
        await #expect(processExitsWith: .success) {
            signal(SIGPIPE, SIG_DFL)
            try await LocalProcessDriverTests().releaseToADeadLauncher()
        }
    }

    private func releaseToADeadLauncher() async throws {
        let prepared = try await driver("/usr/bin/env").prepare(launch())
        kill(prepared.process.pid, SIGKILL)
        try #require(try await eventually { !ProcessTable.isAlive(prepared.process) })
        let refusal = await #expect(throws: RuntimeError(.handover)) {
            try await prepared.release(key: secret("A", "b"), token: secret("C", "d"))
        }
        try #require(refusal != nil)
    }

    @Test func aLauncherThatIsNotThereIsAnError() async throws {
        let driver = LocalProcessDriver(
            launcherPath: "/nonexistent", agentPath: "/usr/bin/env", agentsDirectory: folder.path + "/agents",
            isolation: AgentIsolation(gatewayPort: 8081), logLimit: 1 << 20, logger: quiet)
        await #expect(throws: RuntimeError(.spawn)) { _ = try await driver.prepare(launch()) }
    }

    @Test(arguments: [
        "sleep 1000 & sleep 1000",  // grandchildren in the group
        "trap '' TERM; sleep 1000 & while :; do sleep 1; done",  // one that does not want to end
        "exec bash -c 'set -m; sleep 1000 & sleep 1000 & wait'",  // job control: groups of their own in the session
    ])
    func stopLeavesNothingOfTheSession(script: String) async throws {
        let driver = try driver(try folder.script("\(script)"))
        let process = try await start(driver)
        #expect(try await eventually { ProcessTable.members(ofSession: process.pid).count >= 2 })
        await driver.stop(process, agent: agent, grace: .milliseconds(500))
        #expect(try await eventually { ProcessTable.members(ofSession: process.pid).isEmpty })
        #expect(!ProcessTable.isAlive(process))
        #expect(await report(driver)?.1 == process)
    }

    @Test func aCrashTakesTheChildrenWithIt() async throws {
        let driver = try driver(try folder.script("sleep 1000 & exit 3"))
        let process = try await start(driver)
        #expect(await report(driver)?.2 == .code(3))
        #expect(try await eventually { ProcessTable.members(ofSession: process.pid).isEmpty })
    }

    @Test func aSecondDriverAdoptsWhatTheFirstStarted() async throws {
        let first = try driver(try folder.script("sleep 1000"))
        let process = try await start(first)
        let second = try driver("/usr/bin/env")
        #expect(await second.adopt(process, agent: agent))
        #expect(await second.adopt(process, agent: agent))
        await second.stop(process, agent: agent, grace: .seconds(5))
        let gone = try #require(await report(second))
        #expect(gone.1 == process && gone.2 == .gone)
        // The first still learns the status, being the parent.
        #expect(await report(first)?.2 == .signal(SIGTERM))
    }

    @Test func anotherProcessOfTheSameNumberIsLeftAlone() async throws {
        let driver = try driver(try folder.script("sleep 1000"))
        let process = try await start(driver)
        let reused = ProcessIdentity(pid: process.pid, startTicks: process.startTicks - 1)
        let other = try self.driver("/usr/bin/env")
        #expect(await !other.adopt(reused, agent: agent))
        await other.stop(reused, agent: agent, grace: .zero)
        #expect(ProcessTable.isAlive(process))
        // Nor is one that leads no session: this test itself.
        let own = try #require(ProcessTable.entry(getpid()))
        if own.session != own.pid { #expect(await !other.adopt(own.identity, agent: agent)) }
        await driver.stop(process, agent: agent, grace: .seconds(5))
        #expect(await !other.adopt(process, agent: agent))
    }

    @Test func theLogStaysBounded() async throws {
        let limit = 4096
        let driver = try driver(
            try folder.script(
                "i=0; while [ $i -lt 40 ]; do i=$((i+1)); printf '%01000d\\n' $i; sleep 0.1; done; sleep 1000"),
            logLimit: limit)
        let process = try await start(driver)
        let path = "\(folder.path)/agents/\(agent)/log"
        func size(_ path: String) -> Int {
            (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        }
        #expect(try await eventually { size(path + ".1") > 0 })
        #expect(size(path + ".1") <= limit)
        #expect(try await eventually { size(path) <= limit })
        await driver.stop(process, agent: agent, grace: .seconds(5))
        #expect(try await driver.logs(of: agent, lastBytes: .max).count <= 2 * limit)
    }

    @Test func removingLeavesNothing() async throws {
        let driver = try driver("/usr/bin/env")
        _ = try await start(driver)
        _ = await report(driver)
        await driver.remove(agent)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/agents").isEmpty)
        #expect(try await driver.logs(of: agent, lastBytes: 10).isEmpty)
    }

    @Test func manyAgentsStartAndStopAtOnce() async throws {
        let driver = try driver(try folder.script("exec sleep 1000"))
        let processes = try await withThrowingTaskGroup(of: (AgentID, ProcessIdentity).self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let agent = AgentID.make()
                    let prepared = try await driver.prepare(
                        AgentLaunch(agent: agent, organization: .make(), environment: [:]))
                    try await prepared.release(key: secret("A", "b"), token: secret("C", "d"))
                    return (agent, prepared.process)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        await withTaskGroup(of: Void.self) { group in
            for (agent, process) in processes {
                group.addTask { await driver.stop(process, agent: agent, grace: .seconds(5)) }
            }
        }
        var ended = Set<ProcessIdentity>()
        for await report in driver.exits() {
            #expect(ended.insert(report.process).inserted)
            if ended.count == processes.count { break }
        }
        #expect(ended == Set(processes.map(\.1)))
    }
}
