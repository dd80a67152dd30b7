// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

struct FixedWindowTests {
    private let limit = RateLimit(limit: 3, window: 60)
    private let minute: Int64 = 1_800_000_000
    private func at(_ offset: Double) -> Timestamp {
        Timestamp(microseconds: minute * 1_000_000 + Int64(offset * 1_000_000))
    }

    @Test func aWindowTakesItsLimitAndNoMore() {
        var counter = FixedWindowCounter()
        #expect((0..<5).map { _ in counter.take(of: limit, at: at(1)).allowed } == [true, true, true, false, false])
        #expect(counter.used == 3)
    }

    @Test func theAnswerSaysWhatRemainsAndWhen() {
        var counter = FixedWindowCounter()
        let first = counter.take(of: limit, at: at(59.5))
        #expect(first.remaining == 2 && first.limit == 3 && first.resetsAt == at(60))
        #expect(first.retryAfter(at: at(59.5)) == 1)
        #expect(first.retryAfter(at: at(0)) == 60)
        #expect(first.retryAfter(at: at(58.000001)) == 2)
        #expect(first.retryAfter(at: at(61)) == 1)
    }

    @Test func theNextMinuteBeginsAtItsFirstMicrosecond() {
        var counter = FixedWindowCounter()
        for _ in 0..<3 { _ = counter.take(of: limit, at: at(0)) }
        #expect(!counter.take(of: limit, at: at(59.999999)).allowed)
        #expect(counter.take(of: limit, at: at(60)).allowed)
        #expect(counter.used == 1 && counter.windowStart == at(60))
    }

    @Test func aClockThatGoesBackOpensNoFreshWindow() {
        var counter = FixedWindowCounter()
        for _ in 0..<3 { _ = counter.take(of: limit, at: at(61)) }
        for offset in [59.0, 0, -3600, -100_000] { #expect(!counter.take(of: limit, at: at(offset)).allowed) }
        #expect(counter.windowStart == at(60))
    }

    @Test func allOfAnAmountFitsOrNone() {
        var counter = FixedWindowCounter()
        #expect(counter.take(2, of: limit, at: at(0)).allowed)
        #expect(!counter.take(2, of: limit, at: at(0)).allowed)
        #expect(counter.take(1, of: limit, at: at(0)).allowed)
        #expect(!counter.take(4, of: limit, at: at(60)).allowed)
    }

    @Test func aLimitOfNoneRefusesAll() {
        var counter = FixedWindowCounter()
        let decision = counter.take(of: RateLimit(limit: 0), at: at(0))
        #expect(!decision.allowed && decision.remaining == 0)
    }
}
