// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustWeb

@Suite struct FigureTests {
    @Test(arguments: [
        (Int64(0), "0"), (999, "999"), (1000, "1 k"), (12_431, "12.4 k"), (999_949, "999.9 k"), (999_950, "1 M"),
        (1_242_431, "1.24 M"), (12_000_000_000, "12,000 M"),
    ])
    func tokensAreShortened(value: Int64, expected: String) {
        #expect(Figure.tokens(value).text == expected)
    }

    @Test func shortenedTokensHaveTheExactFigureOnHover() {
        #expect(Figure.tokens(12_431).title == "12,431 tokens")
    }

    @Test(arguments: [
        (Int64(0), "$0.00"), (12_500_000_000, "$12.50"), (1_234_567_890_000, "$1,234.57"), (994_000_000, "$0.99"),
        (999_000_000, "$1.00"), (135_000, "$0.00014"), (7_178_000, "$0.0072"), (38_810_000, "$0.039"),
        (1, "$0.000000001"),
    ])
    func moneyHasTheDigitsThatMeanSomething(value: Int64, expected: String) {
        #expect(Figure.money(Nanodollars(value)).text == expected)
    }

    @Test func anUnknownCostIsADashWithItsReason() {
        var statistics = AgentStatistics.sum([])
        statistics.calls = 3
        statistics.callsOfUnknownCost = 3
        let figure = Figure.cost(of: statistics)
        #expect(figure.text == "–")
        #expect(figure.title?.isEmpty == false)
    }

    @Test func aCostKnownInPartIsALowerBound() {
        var statistics = AgentStatistics.sum([])
        statistics.calls = 3
        statistics.callsOfUnknownCost = 1
        statistics.cost = Nanodollars(2_000_000_000)
        #expect(Figure.cost(of: statistics).text == "≥ $2.00")
    }

    @Test(
        arguments: [
            (Int64(840_000), "840", "ms"), (1_840_300, "1.8", "s"), (999_600, "1", "s"), (65_000_000, "1 min 5 s", nil),
        ] as [(Int64, String, String?)])
    func durationsHaveOneUnitThatFits(value: Int64, text: String, unit: String?) {
        let figure = Figure.duration(microseconds: value)
        #expect(figure.text == text)
        #expect(figure.unit == unit)
    }

    @Test(arguments: [
        (Int64(4), "4 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (7200, "2 h"), (259_200, "3 d"), (-5, "0 s"),
    ])
    func agesHaveOneUnit(seconds: Int64, expected: String) {
        let now = Timestamp(microseconds: 1_795_000_000_000_000)
        #expect(Age.words(since: now.adding(seconds: -seconds), now: now) == expected)
    }

    @Test func aMomentIsForMachinesAndForPeople() {
        let moment = Moment.absolute(Timestamp(microseconds: 1_795_370_523_000_000))
        #expect(moment.machine == "2026-11-22T18:02:03.000Z")
        #expect(moment.words == "22 Nov 2026, 18:02 UTC")
        #expect(moment.exact == "2026-11-22 18:02:03 UTC")
    }

    @Test func averagesOfSeveralAreWeighedByTheirCalls() {
        var one = AgentStatistics.sum([])
        (one.calls, one.averageResponseTime) = (1, 1000)
        var three = one
        (three.calls, three.averageResponseTime) = (3, 2000)
        #expect(AgentStatistics.sum([one, three]).averageResponseTime == 1750)
        #expect(AgentStatistics.sum([]).averageResponseTime == nil)
    }
}
