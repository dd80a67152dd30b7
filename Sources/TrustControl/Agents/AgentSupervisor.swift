// SPDX-License-Identifier: Apache-2.0
import Logging
import TrustCore

/// Keeps what is written about agents true: notices processes that end by themselves, starts that come to nothing, and
/// what happened while the server was away.
package struct AgentSupervisor: Sendable {
    private let agents: any AgentStore
    private let driver: any RuntimeDriver
    private let publisher: any SnapshotPublisher
    private let audit: AuditTrail
    private let locks: AgentLocks
    private let clock: WallClock
    private let logger: Logger
    private let startLimit: Duration
    private let checkInterval: Duration
    // Taken at once, so that an end between `reconcile()` and `run()` is not missed.
    private let exits: AsyncStream<(agent: AgentID, process: ProcessIdentity, exit: AgentExit)>

    /// An agent may be `starting` for as long as `startLimit` says, which is looked at once every `checkInterval`.
    package init(
        _ ports: ControlPorts, audit: AuditTrail, locks: AgentLocks, startLimit: Duration = .seconds(20),
        checkInterval: Duration = .seconds(1)
    ) {
        agents = ports.agents
        driver = ports.driver
        publisher = ports.publisher
        clock = ports.clock
        logger = ports.logger
        self.audit = audit
        self.locks = locks
        self.startLimit = startLimit
        self.checkInterval = checkInterval
        exits = ports.driver.exits()
    }

    /// To be called once, before anything is served: agents whose process still runs are adopted, the others ended.
    package func reconcile() async throws {
        for agent in try await agents.activeAgents() {
            try await locks.withLock(agent.id) { try await reconcile(agent) }
        }
        try await publisher.publish()
    }

    /// Watches until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await watchExits() }
            group.addTask { await watchStarts() }
        }
    }

    private func reconcile(_ agent: Agent) async throws {
        // It runs elsewhere, whether or not a server is there.
        if agent.state == .running, agent.process == nil { return }
        let isAlive: Bool
        if let process = agent.process {
            isAlive = await driver.adopt(process, agent: agent.id)
        } else {
            isAlive = false
        }
        if agent.state == .stopping {
            if isAlive, let process = agent.process {
                await driver.stop(process, agent: agent.id, grace: AgentService.grace)
            }
            try await agents.finish(agent.id, state: .stopped, reason: nil, at: clock.now())
        } else if !isAlive {
            try await fail(agent, "ended while the server was away")
        }
    }

    private func watchExits() async {
        for await (agent, process, exit) in exits {
            await logged("an agent's end could not be stored", agent) {
                try await locks.withLock(agent) {
                    // Asked for only now: whoever stopped it on purpose has written so before letting go of the lock.
                    guard let current = try await active(agent), current.process == process,
                        current.state == .starting || current.state == .running
                    else { return }
                    try await fail(current, Self.words(for: exit))
                    try await publisher.publish()
                }
            }
        }
    }

    private func watchStarts() async {
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: checkInterval)
                for agent in try await agents.activeAgents() {
                    if isOverdue(agent) {
                        await logged("an overdue start could not be ended", agent.id) { try await endOverdue(agent.id) }
                    } else if hasExpired(agent) {
                        await logged("an expired agent could not be ended", agent.id) { try await endExpired(agent.id) }
                    }
                }
            } catch is CancellationError {
                return
            } catch {
                logger.error("agents could not be looked at")
            }
        }
    }

    private func endOverdue(_ id: AgentID) async throws {
        try await locks.withLock(id) {
            guard let agent = try await active(id), isOverdue(agent) else { return }
            if let process = agent.process {
                _ = try await agents.markStopping(id, at: clock.now())
                await driver.stop(process, agent: id, grace: AgentService.grace)
            }
            try await fail(agent, "did not ask for messages within \(startLimit.components.seconds) seconds")
            try await publisher.publish()
        }
    }

    /// The gateway refuses the token by itself; here the lease goes, so that the provider is not held any longer.
    private func endExpired(_ id: AgentID) async throws {
        try await locks.withLock(id) {
            guard let agent = try await active(id), hasExpired(agent) else { return }
            try await fail(agent, "its token has expired")
            try await publisher.publish()
        }
    }

    private func hasExpired(_ agent: Agent) -> Bool {
        agent.process == nil && agent.tokenExpiresAt.map { $0 <= clock.now() } ?? false
    }

    private func isOverdue(_ agent: Agent) -> Bool {
        let limit = startLimit.components.seconds * 1_000_000 + startLimit.components.attoseconds / 1_000_000_000_000
        return agent.state == .starting && clock.now().microseconds - agent.stateChangedAt.microseconds > limit
    }

    private func active(_ id: AgentID) async throws -> Agent? {
        try await agents.activeAgents().first { $0.id == id }
    }

    private func fail(_ agent: Agent, _ reason: String) async throws {
        try await agents.finish(agent.id, state: .error, reason: reason, at: clock.now())
        logger.notice("agent ended", metadata: ["agent.id": "\(agent.id)", "agent.reason": "\(reason)"])
        let moment = clock.now()
        // It has ended, whether or not that can be written down.
        await logged("an agent's end could not be audited", agent.id) {
            try await audit.append(
                AuditEntry(
                    operation: .make(at: moment), organization: agent.organization, actor: .system("supervisor"),
                    action: "agent.end", subject: "agent:\(agent.id)", outcome: .failed, details: ["reason": reason],
                    time: moment))
        }
    }

    private func logged(_ message: Logger.Message, _ agent: AgentID, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            logger.error(message, metadata: ["agent.id": "\(agent)"])
        }
    }

    private static func words(for exit: AgentExit) -> String {
        switch exit {
        case .code(let code): "ended with exit code \(code)"
        case .signal(let signal): "was ended by signal \(signal)"
        case .gone: "ended by itself"
        }
    }
}
