// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustAgent

struct BackoffTests {
    @Test func waitsGrowToALimitAndStartAgain() {
        var backoff = Backoff()
        let waits = (0..<12).map { _ in backoff.fail(randomness: 1) }
        #expect(waits.prefix(4) == [.seconds(0.5), .seconds(1), .seconds(2), .seconds(4)])
        #expect(waits.last == .seconds(30))
        backoff.succeed()
        #expect(backoff.fail(randomness: 0) == .seconds(0.25))
    }
}
