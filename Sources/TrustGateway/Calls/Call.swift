// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import TrustCore
import TrustDialects

/// One call on its way: the shell around `CallStateMachine` that does what it says, on the caller's event loop.
final class Call {
    let loop: LoopContext
    private(set) var request: AdmittedRequest
    private(set) var machine: CallStateMachine
    /// The caller's connection; `nil` once they have hung up.
    var caller: CallerHandler?
    var upstream: UpstreamHandler?
    /// The connection that is being made for the present attempt, once there is one to close.
    private weak var connecting: UpstreamHandler?
    /// When the time limit of the present state is over.
    private(set) var deadline = NIODeadline.distantFuture
    let started = NIODeadline.now()
    var firstByteAt: NIODeadline?
    /// The call's place in the spool; `nil` once settled, or where it is not metered.
    var slot: Int32?
    var reply = ReplyState()
    private var drained = 0

    init(loop: LoopContext, caller: CallerHandler, request: AdmittedRequest, slot: Int32?) {
        self.loop = loop
        self.caller = caller
        self.request = request
        self.slot = slot
        machine = CallStateMachine(targets: request.chain.count)
        loop.counters.calls += 1
        loop.counters.inFlight += 1
    }

    /// Index of the target that is being tried.
    private(set) var target = 0
    /// Counts the connections that were asked for.
    private(set) var attempt = 0

    func begin() { perform(machine.begin()) }

    // MARK: - Events

    func keyArrived() { perform(machine.keyArrived()) }
    func connectFailed(_ fault: CallStateMachine.Fault, attempt: Int) {
        if attempt == self.attempt { perform(machine.connectFailed(fault)) }
    }

    /// A connection for the call is there, but not ready.
    /// - Returns: whether the call still waits for it.
    func isConnecting(by upstream: UpstreamHandler, attempt: Int) -> Bool {
        guard attempt == self.attempt, case .connecting = machine.state else { return false }
        connecting = upstream
        return true
    }

    /// - Returns: whether the call takes the connection: an earlier attempt may come late.
    func connected(_ upstream: UpstreamHandler, attempt: Int, reused: Bool) -> Bool {
        guard attempt == self.attempt else { return false }
        let action = machine.connected(reused: reused)
        guard action == .send else { return false }
        connecting = nil
        self.upstream = upstream
        perform(action)
        return true
    }

    func headArrived(_ head: HTTPResponseHead, from upstream: UpstreamHandler) {
        guard upstream === self.upstream else { return }
        reply.head = head
        inspectReply(head)
        perform(machine.headArrived(status: Int(head.status.code)))
    }

    func bodyArrived(_ bytes: ByteBuffer, from upstream: UpstreamHandler) {
        guard upstream === self.upstream else { return }
        switch machine.bodyArrived() {
        case .relay: relay(bytes)
        case .collect: collect(bytes)
        case .drain:
            drained += bytes.readableBytes
            watch(bytes)
            if drained > loop.limits.drain { perform(machine.drainedEnough()) }
        default: break
        }
    }

    func readCompleted() {
        guard machine.hasBegunReply else { return }
        flushReply()
        // A stream lives as long as something comes; a whole reply has one limit for all of it.
        if request.streams, machine.hasBegunReply { deadline = .now() + TimeAmount(loop.timeouts.streamIdle) }
    }

    func replyEnded(from upstream: UpstreamHandler) {
        guard upstream === self.upstream else { return }
        if machine.hasBegunReply { closeChunk() }
        perform(machine.replyEnded(hasError: reply.scanner?.hasError ?? false), upstreamIsReusable: true)
    }

    func upstreamClosed(_ upstream: UpstreamHandler) {
        guard upstream === self.upstream else { return }
        self.upstream = nil
        if machine.hasBegunReply { closeChunk() }
        perform(machine.upstreamClosed(streamEnded: reply.scanner?.hasEnded ?? false))
    }

    func callerGone() {
        guard caller != nil else { return }
        caller = nil
        perform(machine.callerGone())
    }

    func callerWritable(_ isWritable: Bool) { upstream?.pause(!isWritable) }

    func tick(_ now: NIODeadline) {
        if now >= deadline { perform(machine.timedOut()) }
    }

    /// The gateway stops: whatever state the call is in, it ends.
    func giveUp() {
        callerGone()
        perform(machine.drainedEnough())
    }

    // MARK: - Actions

    private func perform(_ action: CallStateMachine.Action, upstreamIsReusable: Bool = false) {
        switch action {
        case .none, .relay, .collect: break
        case .acquireKey(let target):
            dropUpstream()
            self.target = target
            acquireKey()
        case .failOver(let target):
            dropUpstream()
            reply = ReplyState()
            self.target = target
            acquireKey()
        case .connect(let target, let fresh):
            self.target = target
            attempt += 1
            let pool = loop.pool(for: request.chain[target].endpoint)
            if !fresh, let idle = pool.take() {
                _ = connected(idle, attempt: attempt, reused: true)
            } else {
                deadline = .now() + TimeAmount(loop.timeouts.connect)
                pool.connect(for: self, attempt: attempt)
            }
        case .send:
            guard hasCredential else {
                // It was let go while the connection was made. The connection is as good as before.
                upstream?.release(reusable: true)
                upstream = nil
                return perform(followLease() ? machine.leaseMoved() : machine.credentialMissing())
            }
            deadline = .now() + TimeAmount(request.streams ? loop.timeouts.firstByte : loop.timeouts.whole)
            send()
        case .relayHead: beginReply()
        case .collectHead: reply.collected = ByteBuffer()
        case .finish(let outcome): finish(outcome, upstreamIsReusable: upstreamIsReusable)
        case .answer(let fault):
            dropUpstream()
            let refusal = Refusal(fault)
            settle(fault.outcome, status: refusal.status)
            caller?.answer(refusal)
            leave()
        case .breakOff(let outcome):
            dropUpstream()
            settle(outcome, status: reply.status)
            breakOffReply()
            leave()
        case .drain:
            deadline = .now() + TimeAmount(loop.timeouts.drain)
            upstream?.pause(false)
            loop.adopt(self)
        case .abandon(let outcome):
            if upstreamIsReusable { upstream?.release(reusable: true) } else { dropUpstream() }
            upstream = nil
            settle(outcome, status: reply.status)
            leave()
        }
    }

    private func acquireKey() {
        // No longer for the key of an earlier target, which would be taken for this one's.
        loop.stopWaiting(self)
        followLease()
        if hasCredential {
            keyArrived()
        } else {
            deadline = .now() + TimeAmount(loop.timeouts.credential)
            loop.wait(self, for: HeldKeyID(request.chain[target]))
        }
    }

    /// A new snapshot is there while the call waits for its key.
    func snapshotArrived() {
        if followLease() { acquireKey() }
    }

    /// An agent's lease can move to another provider's key while its token stays good: what was admitted before goes
    /// where the lease is now.
    /// - Returns: whether it has moved.
    @discardableResult
    private func followLease() -> Bool {
        let before = request.chain[target]
        guard !hasCredential, let agent = loop.snapshot?.agentsByID[request.agent.id],
            agent.tokenHash == request.agent.tokenHash,
            let now = agent.route.first(where: { $0.lease == before.lease }), now.version != before.version,
            now.type == before.type
        else { return false }
        request.replace(target, with: now)
        return true
    }

    func dropUpstream() {
        upstream?.close()
        upstream = nil
        connecting?.close()
        connecting = nil
    }

    /// Takes the call out of everything that knows it.
    private func leave() {
        deadline = .distantFuture
        loop.stopWaiting(self)
        loop.forget(self)
        loop.counters.inFlight -= 1
        loop.bodiesInFlight -= request.body.readableBytes
        caller = nil
    }

    private func finish(_ outcome: CallOutcome, upstreamIsReusable: Bool) {
        let upstream = self.upstream
        self.upstream = nil
        if reply.collected != nil {
            settle(outcome, status: reply.status)
            answerError()
        } else {
            // The slot is complete before the last byte is let go.
            settle(outcome, status: reply.status)
            endReply()
        }
        let caller = self.caller
        leave()
        upstream?.release(reusable: upstreamIsReusable)
        caller?.callFinished()
    }
}
