// SPDX-License-Identifier: Apache-2.0
private import CTrust
import Dispatch
private import Foundation
private import Synchronization
import TrustCore

/// A process held by a descriptor of its own, so that no signal ever reaches a later process of the same number.
final class WatchedProcess: Sendable {
    let agent: AgentID
    let identity: ProcessIdentity
    /// Whether this server started it, and so can learn its status and must reap it.
    private let isChild: Bool
    private let descriptor: Int32
    private let queue: DispatchQueue

    private struct State {
        var exit: AgentExit?
        /// A launcher that was cancelled: nobody needs to hear of its end.
        var isSilent = false
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Bool, Never>] = [:]
    }
    private let state = Mutex(State())

    /// Takes hold of a process; `nil` where exactly this one is not alive as leader of its own session.
    init?(_ identity: ProcessIdentity, agent: AgentID, isChild: Bool, queue: DispatchQueue) {
        let descriptor = trust_pidfd_open(identity.pid)
        guard descriptor >= 0 else { return nil }
        // Only now that the descriptor pins the process does the comparison hold for good.
        let entry = ProcessTable.entry(identity.pid)
        guard let entry, entry.identity == identity, entry.session == identity.pid, isChild || !entry.hasEnded else {
            close(descriptor)
            return nil
        }
        self.identity = identity
        self.agent = agent
        self.isChild = isChild
        self.descriptor = descriptor
        self.queue = queue
    }

    deinit { close(descriptor) }

    /// Calls `ended` once, on the queue, when the process has ended and what it left in its session has been killed;
    /// with `nil` for an end that nobody needs to hear of.
    func watch(_ ended: @escaping @Sendable (WatchedProcess, AgentExit?) -> Void) {
        // Unsafe only to the compiler, which can't know that dispatch sources may be cancelled from anywhere.
        nonisolated(unsafe) let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler {
            guard let report = self.settle() else { return }
            source.cancel()
            ended(self, report.isSilent ? nil : report.exit)
        }
        // Keeps the process, and with it the descriptor, until the source has really let go of that number.
        source.setCancelHandler { withExtendedLifetime(self) {} }
        source.activate()
    }

    func silence() { state.withLock { $0.isSilent = true } }

    /// Signals the process and its group.
    func signal(_ number: Int32) {
        if trust_pidfd_send_group_signal(descriptor, number) == 0 { return }
        // A kernel before 6.9: by number, which is ours as long as the leader is there.
        guard errno == EINVAL, ProcessTable.isAlive(identity) else { return }
        kill(-identity.pid, number)
    }

    /// Waits until it has ended, or the time is over.
    /// - Returns: whether it has ended.
    func ended(within limit: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            let waiter: Int? = state.withLock { state in
                guard state.exit == nil else { return nil }
                state.nextWaiter += 1
                state.waiters[state.nextWaiter] = continuation
                return state.nextWaiter
            }
            guard let waiter else { return continuation.resume(returning: true) }
            let nanoseconds = limit.components.seconds * 1_000_000_000 + limit.components.attoseconds / 1_000_000_000
            queue.asyncAfter(deadline: .now() + .nanoseconds(Int(nanoseconds))) { [weak self] in
                self?.state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume(returning: false)
            }
        }
    }

    /// Clears the session away, learns the status, wakes who waits. While the leader is a zombie of ours its number
    /// can't be given to another process, so children are killed before it is reaped.
    private func settle() -> (exit: AgentExit, isSilent: Bool)? {
        signal(SIGKILL)
        // Processes that left the group, but not the session.
        ProcessSession.killOthers(of: identity) { _ in true }
        let exit = isChild ? reap() : .gone
        guard let exit else { return nil }
        let (isFirst, isSilent, waiters) = state.withLock { state in
            guard state.exit == nil else { return (false, true, [CheckedContinuation<Bool, Never>]()) }
            state.exit = exit
            defer { state.waiters = [:] }
            return (true, state.isSilent, Array(state.waiters.values))
        }
        for waiter in waiters { waiter.resume(returning: true) }
        return isFirst ? (exit, isSilent) : nil
    }

    /// `nil` where it has not ended yet.
    private func reap() -> AgentExit? {
        var status: Int32 = 0
        var result: pid_t
        repeat { result = waitpid(identity.pid, &status, WNOHANG) } while result < 0 && errno == EINTR
        if result == 0 { return nil }
        // Somebody else's reaping leaves no status.
        if result < 0 { return .gone }
        // The macros of <sys/wait.h>, which Swift does not import.
        return status & 0x7f == 0 ? .code(status >> 8 & 0xff) : .signal(status & 0x7f)
    }
}
