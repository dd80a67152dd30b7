// SPDX-License-Identifier: Apache-2.0
package import Foundation
package import TrustCore

/// The price book that ships with the program: `prices.json`, USD per million tokens as decimal strings.
package struct PriceFile: Decodable {
    private struct Row: Decodable {
        var model: String
        var provider: ProviderType
        var input: String
        var output: String
        var cachedRead: String?
        var cacheWrite: String?
        var cacheWriteLong: String?
    }
    private var source: String
    private var validFrom: Date
    private var prices: [Row]

    /// The entries of the shipped file.
    /// - Throws: `ServerError` where the file is missing or can't be read.
    package static func shipped() throws -> [PriceEntry] {
        guard let url = Bundle.module.url(forResource: "prices", withExtension: "json") else {
            throw ServerError(.assetsMissing, "prices.json is missing beside the program.")
        }
        return try entries(in: Data(contentsOf: url))
    }

    /// Reads a file's bytes.
    package static func entries(in data: Data) throws -> [PriceEntry] {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let file = try decoder.decode(PriceFile.self, from: data)
        return try file.prices.map { row in
            PriceEntry(
                model: row.model, provider: row.provider,
                price: ModelPrice(
                    input: try picodollars(row.input), output: try picodollars(row.output),
                    cachedRead: try row.cachedRead.map(picodollars), cacheWrite: try row.cacheWrite.map(picodollars),
                    cacheWriteLong: try row.cacheWriteLong.map(picodollars)),
                validFrom: Timestamp(file.validFrom), source: file.source)
        }
    }

    /// USD per million tokens, as an exact decimal of at most six places, to picodollars a token.
    package static func picodollars(_ decimal: String) throws -> Int64 {
        let parts = decimal.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Int64(parts[0]), whole >= 0, whole < 1_000_000 else {
            throw ServerError(.badSetting("prices"), "\(decimal) is not a price.")
        }
        let places = parts.count == 2 ? String(parts[1]) : ""
        guard places.count <= 6, places.allSatisfy(\.isNumber),
            let fraction = Int64(places + String(repeating: "0", count: 6 - places.count))
        else { throw ServerError(.badSetting("prices"), "\(decimal) is not a price.") }
        return whole * 1_000_000 + fraction
    }
}
