// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

struct MoneyTests {
    @Test(
        arguments: [
            (0, "0.00"), (135_000, "0.000135"), (12_500_000_000, "12.50"), (1, "0.000000001"), (-1, "-0.000000001"),
            (1_000_000_000, "1.00"), (100_000_000, "0.10"), (-12_500_000_000, "-12.50"),
            (Int64.max, "9223372036.854775807"), (Int64.min, "-9223372036.854775808"),
        ] as [(Int64, String)])
    func sumsAreWrittenAsDecimals(value: Int64, text: String) {
        #expect(Nanodollars(value).decimal == text)
    }

    @Test func aCallIsPricedByItsParts() {
        let price = ModelPrice(
            input: 2_500_000, output: 10_000_000, cachedRead: 1_250_000, cacheWrite: 3_000_000,
            cacheWriteLong: 5_000_000)
        let usage = TokenUsage(input: 1000, cachedRead: 100, cacheWrite: 10, cacheWriteLong: 1, output: 500)
        // 2,500,000,000 + 125,000,000 + 30,000,000 + 5,000,000 + 5,000,000,000 picodollars.
        #expect(price.cost(of: usage) == Nanodollars(7_660_000))
        #expect(usage.totalInput == 1111 && usage.total == 1611)
    }

    @Test(arguments: [(499, 0), (500, 1), (1499, 1), (1500, 2)] as [(Int64, Int64)])
    func theSumIsRoundedOnce(picodollars: Int64, nanodollars: Int64) {
        #expect(ModelPrice(input: picodollars, output: 0).cost(of: TokenUsage(input: 1)) == Nanodollars(nanodollars))
        let halves = ModelPrice(input: 250, output: 250)
        #expect(halves.cost(of: TokenUsage(input: 1, output: 1)) == Nanodollars(1))
    }

    @Test func anUnknownPriceIsUnknownOnlyWhereItsTokensOccur() {
        let price = ModelPrice(input: 1000, output: 1000)
        #expect(price.cost(of: TokenUsage(input: 1, output: 1)) == Nanodollars(2))
        #expect(price.cost(of: TokenUsage(input: 1, cachedRead: 1)) == nil)
        #expect(price.cost(of: TokenUsage(cacheWrite: 1)) == nil)
        #expect(price.cost(of: TokenUsage(cacheWriteLong: 1)) == nil)
    }

    @Test func aSumTooLargeForSixtyFourBitsIsUnknown() {
        let price = ModelPrice(input: Int64.max, output: Int64.max)
        #expect(price.cost(of: TokenUsage(input: 1)) != nil)
        #expect(price.cost(of: TokenUsage(input: 2)) == nil)
        #expect(price.cost(of: TokenUsage(input: 1, output: 1)) == nil)
    }
}
