// SPDX-License-Identifier: Apache-2.0
private import CTrust
private import Dispatch
private import Foundation
package import Logging
private import Synchronization
package import TrustCore

/// Runs agents as processes of this machine, each the leader of a session of its own. They outlive the server: the next
/// one adopts them by their stored identities.
package final class LocalProcessDriver: RuntimeDriver {
    private let launcherPath: String
    private let agentPath: String
    private let agentsDirectory: String
    private let logLimit: Int
    private let logger: Logger
    private let reports = ExitReports()
    private let queue = DispatchQueue(label: "ag2trust.runtimes")
    private let watched = Mutex<[ProcessIdentity: WatchedProcess]>([:])

    /// - Parameters:
    ///   - launcherPath: the program `ag2trust-launch`, absolute.
    ///   - agentPath: the program that it becomes, absolute.
    ///   - agentsDirectory: where agents' folders are made, absolute.
    ///   - logLimit: how many bytes of output are kept before they are set aside; twice that is kept in all.
    ///   - logger: for what the driver logs.
    package init(launcherPath: String, agentPath: String, agentsDirectory: String, logLimit: Int, logger: Logger) {
        self.launcherPath = launcherPath
        self.agentPath = agentPath
        self.agentsDirectory = agentsDirectory
        self.logLimit = max(4096, logLimit)
        self.logger = logger
        checkLogsLater()
    }

    package var isolation: String {
        """
        Agents are processes of the server's own user, each in a session, process group and private folder of its own, \
        with no new privileges, no core dumps, no inherited environment or descriptors, and a file mode mask of 077. \
        They share the machine's files, network and process table with that user: run only agents that you trust.
        """
    }

    package func prepare(_ launch: AgentLaunch) async throws -> any PreparedAgent {
        let folder = AgentFolder(agentsDirectory: agentsDirectory, agent: launch.agent)
        try folder.create()
        folder.log.rotate(limit: logLimit)
        let frame = LaunchFrame(
            workingDirectory: folder.work, arguments: launch.command.isEmpty ? [agentPath] : launch.command,
            environment: Self.baseEnvironment(home: folder.work).merging(launch.environment) { _, asked in asked })

        let (ours, theirs) = try Self.socketPair()
        var isHandedOver = false
        defer {
            close(theirs)
            if !isHandedOver { close(ours) }
        }
        let output = try folder.log.openForAppending()
        defer { close(output) }

        var pid: pid_t = 0
        let error = trust_spawn(launcherPath, theirs, output, &pid)
        guard error == 0 else {
            throw RuntimeError(.spawn, cause: "\(launcherPath): \(String(cString: strerror(error)))")
        }
        // The number can't be taken by another process before this one is reaped, which only its watcher does.
        guard let entry = ProcessTable.entry(pid),
            let process = WatchedProcess(entry.identity, agent: launch.agent, isChild: true, queue: queue)
        else {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw RuntimeError(.spawn, cause: "the process can't be watched")
        }
        watch(process)
        logger.debug(
            "launcher started", metadata: ["agent.id": "\(launch.agent)", "process.pid": "\(process.identity.pid)"])
        isHandedOver = true
        return PreparedLauncher(watched: process, frame: frame, socket: ours)
    }

    package func adopt(_ process: ProcessIdentity, agent: AgentID) async -> Bool {
        if hold(process, agent: agent) != nil { return true }
        // Nothing pins the session's number any more: what is in it must also say that it is the agent's.
        let home = AgentFolder(agentsDirectory: agentsDirectory, agent: agent).work
        ProcessSession.killOthers(of: process) { ProcessSession.isAtHome($0, in: home) }
        return false
    }

    package func stop(_ process: ProcessIdentity, agent: AgentID, grace: Duration) async {
        guard let held = hold(process, agent: agent) else { return }
        held.signal(SIGTERM)
        // A stopped process would not hear it.
        held.signal(SIGCONT)
        if await held.ended(within: grace) { return }
        logger.notice(
            "agent did not end in time, killing it",
            metadata: ["agent.id": "\(agent)", "process.pid": "\(process.pid)"])
        held.signal(SIGKILL)
        while !(await held.ended(within: .seconds(10))) {
            logger.error(
                "agent is still there after SIGKILL",
                metadata: ["agent.id": "\(agent)", "process.pid": "\(process.pid)"])
            held.signal(SIGKILL)
        }
    }

    package func exits() -> AsyncStream<(agent: AgentID, process: ProcessIdentity, exit: AgentExit)> {
        reports.stream()
    }

    package func logs(of agent: AgentID, lastBytes: Int) async throws -> [UInt8] {
        try AgentFolder(agentsDirectory: agentsDirectory, agent: agent).log.tail(min(lastBytes, 2 * logLimit))
    }

    package func output(of agent: AgentID, after position: Int64?, limit: Int) async throws -> OutputPart {
        try AgentFolder(agentsDirectory: agentsDirectory, agent: agent).log.part(after: position, limit: limit)
    }

    package func remove(_ agent: AgentID) async {
        AgentFolder(agentsDirectory: agentsDirectory, agent: agent).remove()
    }

    /// The process as it is watched, or taken hold of now; `nil` where exactly this one is not alive.
    private func hold(_ process: ProcessIdentity, agent: AgentID) -> WatchedProcess? {
        if let known = watched.withLock({ $0[process] }) { return known }
        guard let adopted = WatchedProcess(process, agent: agent, isChild: false, queue: queue) else { return nil }
        let held = watched.withLock { watched in
            if let known = watched[process] { return known }
            watched[process] = adopted
            return adopted
        }
        if held === adopted { startWatching(adopted) }
        return held
    }

    private func watch(_ process: WatchedProcess) {
        watched.withLock { $0[process.identity] = process }
        startWatching(process)
    }

    private func startWatching(_ process: WatchedProcess) {
        process.watch { [weak self, reports] process, exit in
            self?.watched.withLock { _ = $0.removeValue(forKey: process.identity) }
            if let exit { reports.report((process.agent, process.identity, exit)) }
        }
    }

    /// Every two seconds for as long as the driver lives, which this does not prolong.
    private func checkLogsLater() {
        queue.asyncAfter(deadline: .now() + .seconds(2)) { [weak self] in
            guard let self else { return }
            for agent in watched.withLock({ $0.values.map(\.agent) }) {
                AgentFolder(agentsDirectory: agentsDirectory, agent: agent).log.rotate(limit: logLimit)
            }
            checkLogsLater()
        }
    }

    /// What every agent has, whatever the launch says. The backtracer is off because it prints memory, and with it
    /// secrets, when a process crashes.
    private static func baseEnvironment(home: String) -> [String: String] {
        ["PATH": "/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
    }

    /// A connected pair; ours never blocks a sender for longer than five seconds.
    private static func socketPair() throws(RuntimeError) -> (ours: Int32, theirs: Int32) {
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
            throw RuntimeError(.spawn, cause: String(cString: strerror(errno)))
        }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        return (pair[0], pair[1])
    }
}
