// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustGateway

@Suite struct CallStateMachineTests {
    private func sent(targets: Int = 1, reused: Bool = false) -> CallStateMachine {
        var machine = CallStateMachine(targets: targets)
        #expect(machine.begin() == .acquireKey(target: 0))
        #expect(machine.keyArrived() == .connect(target: 0, fresh: false))
        #expect(machine.connected(reused: reused) == .send)
        return machine
    }

    private func relaying() -> CallStateMachine {
        var machine = sent()
        #expect(machine.headArrived(status: 200) == .relayHead)
        return machine
    }

    @Test func aCallGoesItsWay() {
        var machine = relaying()
        #expect(machine.bodyArrived() == .relay)
        #expect(machine.replyEnded(hasError: false) == .finish(.completed))
        #expect(machine.isSettled)
    }

    @Test func aStreamWithAnErrorInItIsAnError() {
        var machine = relaying()
        #expect(machine.replyEnded(hasError: true) == .finish(.providerError))
    }

    @Test(arguments: [301, 400, 401, 404, 429, 500, 529]) func errorsAreCollected(status: Int) {
        var machine = sent()
        #expect(machine.headArrived(status: status) == .collectHead)
        #expect(machine.bodyArrived() == .collect)
        #expect(machine.replyEnded(hasError: false) == .finish(.providerError))
    }

    @Test func aDeadIdleConnectionIsReplacedInSilence() {
        var machine = sent(reused: true)
        #expect(machine.upstreamClosed(streamEnded: false) == .connect(target: 0, fresh: true))
        #expect(machine.connected(reused: false) == .send)
        #expect(machine.upstreamClosed(streamEnded: false) == .answer(.brokenOff))
    }

    @Test(arguments: [401, 402, 403, 429, 500, 503, 529]) func anotherTargetIsTriedBeforeTheFirstByte(status: Int) {
        var machine = sent(targets: 2)
        #expect(machine.headArrived(status: status) == .failOver(target: 1))
        #expect(machine.keyArrived() == .connect(target: 1, fresh: false))
        #expect(machine.connected(reused: false) == .send)
        #expect(machine.headArrived(status: status) == .collectHead)
    }

    @Test(arguments: [400, 404, 413, 422]) func theRequestsOwnFaultsStayItsOwn(status: Int) {
        var machine = sent(targets: 2)
        #expect(machine.headArrived(status: status) == .collectHead)
    }

    @Test func unreachableTargetsArePassedOver() {
        var machine = CallStateMachine(targets: 2)
        _ = machine.begin()
        _ = machine.keyArrived()
        #expect(machine.connectFailed() == .acquireKey(target: 1))
        _ = machine.keyArrived()
        #expect(machine.connectFailed(.busy) == .answer(.busy))
    }

    @Test func afterTheFirstByteThereIsNoOtherTarget() {
        var machine = sent(targets: 2)
        _ = machine.headArrived(status: 200)
        #expect(machine.upstreamClosed(streamEnded: false) == .breakOff(.upstreamFailed))
    }

    @Test func aStreamThatSaidItsLastWordIsComplete() {
        var machine = relaying()
        #expect(machine.upstreamClosed(streamEnded: true) == .finish(.completed))
    }

    @Test func timeLimitsEndEveryState() {
        var waiting = CallStateMachine(targets: 1)
        _ = waiting.begin()
        #expect(waiting.timedOut() == .answer(.credentialUnavailable))
        var connecting = CallStateMachine(targets: 1)
        _ = connecting.begin()
        _ = connecting.keyArrived()
        #expect(connecting.timedOut() == .answer(.timedOut))
        var sent = sent(targets: 2)
        #expect(sent.timedOut() == .answer(.timedOut))
        var relaying = relaying()
        #expect(relaying.timedOut() == .breakOff(.timedOut))
        var draining = self.relaying()
        _ = draining.callerGone()
        #expect(draining.timedOut() == .abandon(.callerGone))
        for machine in [waiting, connecting, sent, relaying, draining] { #expect(machine.isSettled) }
    }

    @Test func aCallerWhoHangsUpIsReadOnFor() {
        for var machine in [sent(), relaying()] {
            #expect(machine.callerGone() == .drain)
            #expect(machine.callerGone() == .none)
            #expect(machine.headArrived(status: 200) == .none)
            #expect(machine.bodyArrived() == .drain)
            #expect(machine.replyEnded(hasError: false) == .abandon(.callerGone))
        }
        var waiting = CallStateMachine(targets: 1)
        _ = waiting.begin()
        #expect(waiting.callerGone() == .abandon(.callerGone))
    }

    @Test func whatIsSettledStaysSettled() {
        var machine = relaying()
        _ = machine.replyEnded(hasError: false)
        #expect(machine.timedOut() == .none)
        #expect(machine.callerGone() == .none)
        #expect(machine.upstreamClosed(streamEnded: false) == .none)
        #expect(machine.replyEnded(hasError: false) == .none)
        #expect(machine.bodyArrived() == .none)
        #expect(machine.drainedEnough() == .none)
        #expect(machine.begin() == .none)
    }

    @Test func aKeyThatIsGoneMovesTheCallOn() {
        var machine = CallStateMachine(targets: 2)
        _ = machine.begin()
        _ = machine.keyArrived()
        #expect(machine.connected(reused: false) == .send)
        #expect(machine.credentialMissing() == .acquireKey(target: 1))
        _ = machine.keyArrived()
        #expect(machine.connected(reused: true) == .send)
        #expect(machine.credentialMissing() == .answer(.credentialUnavailable))
        #expect(machine.isSettled)
    }

    @Test func aLeaseThatMovedIsWaitedForAgain() {
        var machine = CallStateMachine(targets: 1)
        _ = machine.begin()
        #expect(machine.leaseMoved() == .none)
        _ = machine.keyArrived()
        #expect(machine.connected(reused: false) == .send)
        #expect(machine.leaseMoved() == .acquireKey(target: 0))
        #expect(machine.keyArrived() == .connect(target: 0, fresh: false))
    }
}
