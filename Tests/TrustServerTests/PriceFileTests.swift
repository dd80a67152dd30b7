// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustServer

struct PriceFileTests {
    @Test(
        arguments: [("2.50", 2_500_000), ("0.005", 5_000), ("15", 15_000_000), ("0.000001", 1), ("0", 0)]
            as [(String, Int64)])
    func aPriceAMillionTokensIsExactInPicodollarsAToken(decimal: String, picodollars: Int64) throws {
        #expect(try PriceFile.picodollars(decimal) == picodollars)
    }

    @Test(arguments: ["", "1.2.3", "-1", "0.0000001", "1e3", "abc", "1,5", "."])
    func whatIsNotAPriceIsRefused(text: String) {
        #expect(throws: ServerError.self) { try PriceFile.picodollars(text) }
    }

    @Test(
        arguments: [
            ("gpt-4o", 2_500_000, 1_250_000, 10_000_000), ("gpt-4o-mini", 150_000, 75_000, 600_000),
            ("claude-opus-4-20250514", 15_000_000, 1_500_000, 75_000_000),
            ("claude-sonnet-4-20250514", 3_000_000, 300_000, 15_000_000),
        ] as [(String, Int64, Int64, Int64)])
    func theShippedBookHasTheDocumentsModels(model: String, input: Int64, cached: Int64, output: Int64) throws {
        let entry = try #require(try PriceFile.shipped().first { $0.model == model })
        #expect(entry.price.input == input)
        #expect(entry.price.cachedRead == cached)
        #expect(entry.price.output == output)
    }

    @Test func noModelIsListedTwice() throws {
        let models = try PriceFile.shipped().map(\.model)
        #expect(Set(models).count == models.count)
    }

    @Test(
        arguments: [
            ("gpt-4o-2024-08-06", "gpt-4o"), ("claude-haiku-4-5-20251001", "claude-haiku-4-5"), ("gpt-4o", nil),
            ("claude-sonnet-4-5", nil), ("2024-08-06", nil), ("model-12345678", "model"),
        ] as [(String, String?)])
    func aDatedSnapshotCostsWhatItsNameCosts(returned: String, undated: String?) {
        #expect(PriceBook.undated(returned) == undated)
        let price = ModelPrice(input: 1, output: 2)
        #expect(PriceBook([undated ?? returned: price]).price(of: returned) == price)
    }
}
