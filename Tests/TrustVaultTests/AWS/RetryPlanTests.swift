// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import TrustVault

struct RetryPlanTests {
    private func failure(_ kind: KMSFailure.Kind, retryAfter: Duration? = nil, serverTime: Int64? = nil) -> KMSFailure {
        KMSFailure(kind, "Name", .decrypt, retryAfter: retryAfter, serverTime: serverTime)
    }

    private func actions(_ failures: [KMSFailure], left: Duration = .seconds(10)) -> [RetryPlan.Action] {
        var plan = RetryPlan()
        return failures.map { plan.next(after: $0, now: 1000, left: left, random: 1) }
    }

    @Test func whatMayPassIsTriedThreeTimes() {
        #expect(
            actions([failure(.transient), failure(.transient), failure(.transient)]) == [
                .retry(after: .milliseconds(50)), .retry(after: .milliseconds(100)), .giveUp,
            ])
        #expect(
            actions([failure(.throttled), failure(.throttled), failure(.throttled)]) == [
                .retry(after: .seconds(1)), .retry(after: .seconds(2)), .giveUp,
            ])
    }

    @Test func whatWasAskedForIsWaitedFor() {
        #expect(actions([failure(.throttled, retryAfter: .seconds(4))]) == [.retry(after: .seconds(4))])
    }

    @Test func nobodyWaitsPastTheEnd() {
        #expect(actions([failure(.throttled)], left: .milliseconds(900)) == [.giveUp])
    }

    @Test func credentialsAreRenewedOnceAndAClockIsCorrectedOnce() {
        #expect(actions([failure(.credentials), failure(.credentials)]) == [.renewCredentials, .giveUp])
        #expect(
            actions([
                failure(.signature, serverTime: 5000), failure(.signature, serverTime: 9000),
                failure(.signature, serverTime: 9000),
            ]) == [.correctClock(4000), .renewCredentials, .giveUp])
        #expect(actions([failure(.signature, serverTime: 1059)]) == [.renewCredentials])
    }

    @Test(arguments: [KMSFailure.Kind.state, .integrity, .denied, .usage, .misbehaved, .notTried])
    func whatWillNotPassIsNotRepeated(_ kind: KMSFailure.Kind) {
        #expect(actions([failure(kind)]) == [.giveUp])
    }

    @Test func theBreakerOpensAfterFiveAndLetsOneTry() {
        var breaker = Breaker()
        let start = ContinuousClock.now
        func admits(after seconds: Int) -> Bool { breaker.admits(start + .seconds(seconds)) }
        for _ in 0..<4 {
            #expect(admits(after: 0))
            breaker.failed(start)
        }
        #expect(admits(after: 0))
        breaker.failed(start)
        #expect(!admits(after: 9))
        #expect(admits(after: 10))
        #expect(!admits(after: 10), "one at a time")
        breaker.failed(start + .seconds(10))
        #expect(!admits(after: 19))
        #expect(admits(after: 20))
        breaker.abandoned()
        #expect(admits(after: 20))
        breaker.succeeded()
        #expect(admits(after: 0) && admits(after: 0))
    }
}
