// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization
import TrustCore

/// Does what was asked of many agents, a few at a time. What an earlier process left in the middle is done again: every
/// part may be done twice.
package final class BulkRunner: Sendable {
    /// How many agents are acted on at once.
    static let width = 8

    private let operations: any BulkOperationStore
    private let agents: AgentService
    private let clock: WallClock
    private let logger: Logger
    /// How long an agent may take to come up before its part has failed.
    private let startLimit: Duration
    private let wakes: AsyncStream<Void>
    private let source: AsyncStream<Void>.Continuation
    private let isStopped = Mutex(false)

    init(_ ports: ControlPorts, agents: AgentService, startLimit: Duration) {
        operations = ports.operations
        clock = ports.clock
        logger = ports.logger
        self.agents = agents
        self.startLimit = startLimit
        (wakes, source) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// There may be something to do.
    func wake() { source.yield() }

    /// Begins nothing more; `run` returns when what has begun is done.
    package func stop() {
        isStopped.withLock { $0 = true }
        source.finish()
    }

    /// Takes up what was left, and does what comes, until it is stopped. To be called once.
    package func run() async {
        do {
            try await operations.reopen()
        } catch {
            logger.error("operations could not be taken up", metadata: ["error.type": "\(type(of: error))"])
        }
        await drain()
        for await _ in wakes { await drain() }
    }

    /// Does all that waits, and returns when it is done.
    package func drain() async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            while !isStopped.withLock({ $0 }), !Task.isCancelled {
                if running == Self.width {
                    await group.next()
                    running -= 1
                }
                guard let work = await claimed() else { break }
                group.addTask { await self.perform(work) }
                running += 1
            }
            await group.waitForAll()
        }
    }

    private func claimed() async -> BulkWork? {
        do {
            return try await operations.claim()
        } catch {
            logger.error("an operation could not go on", metadata: ["error.type": "\(type(of: error))"])
            return nil
        }
    }

    private func perform(_ work: BulkWork) async {
        let caller = Caller(actor: work.actor, organization: work.organization, role: work.role)
        var failure: (code: ErrorCode, message: String)?
        do {
            try await act(work, caller)
        } catch {
            let error = error as? any PresentableError
            failure = (error?.errorCode ?? .internalError, error?.publicMessage ?? "Something went wrong here.")
        }
        do {
            try await operations.settle(
                work, failure == nil ? .done : .failed, code: failure?.code, error: failure?.message, at: clock.now())
        } catch {
            // It stays taken, and is done again after the next start.
            logger.error(
                "a part of an operation could not be noted", metadata: ["operation.id": "\(work.operation)"])
        }
    }

    private func act(_ work: BulkWork, _ caller: Caller) async throws {
        let view = try await agents.show(caller, work.agent)
        switch work.action {
        case .move: return
        case .stop: _ = try await agents.stop(caller, work.agent)
        case .start:
            if view.agent.state == .running { return }
            if view.agent.state == .starting, await hasArrived(work.agent, caller) { return }
            try Self.requireHere(view)
            _ = try await agents.start(caller, work.agent)
            try await arrive(work.agent, caller)
        case .restart:
            try Self.requireHere(view)
            _ = try await agents.restart(caller, work.agent)
            try await arrive(work.agent, caller)
        }
    }

    /// A start of an agent that runs elsewhere shows a token once, and here is nobody to see it.
    private static func requireHere(_ view: AgentView) throws(ControlError) {
        guard view.runtime != .external else {
            throw ControlError(
                .agentRunsElsewhere, "It runs elsewhere: a start shows its token once. Start it by itself.")
        }
    }

    /// Whether a start that somebody else began, or a process that has ended since, comes to something.
    private func hasArrived(_ id: AgentID, _ caller: Caller) async -> Bool {
        do {
            try await arrive(id, caller)
            return true
        } catch {
            return false
        }
    }

    /// Waits until an agent that was started runs, so that no more than a few are on their way at once.
    private func arrive(_ id: AgentID, _ caller: Caller) async throws {
        let timer = ContinuousClock()
        let end = timer.now + startLimit
        while true {
            let agent = try await agents.show(caller, id).agent
            switch agent.state {
            case .running: return
            case .starting:
                guard timer.now < end else {
                    throw ControlError(.agentTimeout, "It did not come up in time.")
                }
            case .error: throw ControlError(.agentFailed, agent.stateReason ?? "It did not come up.")
            case .stopped, .stopping, .unknown:
                throw ControlError(.agentNotRunning, "It was stopped before it had come up.")
            }
            try await timer.sleep(for: .milliseconds(50))
        }
    }
}
