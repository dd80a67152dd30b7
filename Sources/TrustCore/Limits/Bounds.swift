// SPDX-License-Identifier: Apache-2.0

/// How long texts and how large numbers may be: what the rules check, and what the contract says.
package enum Bounds {
    /// Names of things and people, in Unicode scalars.
    package static let name = 1...100
    package static let model = 1...200
    package static let useCase = 0...200
    package static let systemPrompt = 1...50_000
    package static let slug = 1...63
    /// In bytes, which are all ASCII.
    package static let email = 3...254
    package static let temperature = 0.0...1.0
    package static let maxTokens: ClosedRange<Int64> = 1...1_000_000
    /// Seconds that the token of an agent that runs elsewhere may be good for: a minute to 366 days.
    package static let tokenLifetime: ClosedRange<Int64> = 60...366 * 86_400
    /// Addresses that such a token may be bound to.
    package static let tokenAddresses = 32
    /// Seconds that an API key may be good for: a minute to five years.
    package static let keyLifetime: ClosedRange<Int64> = 60...1827 * 86_400
    /// Endpoints that an API key may be bound to.
    package static let keyEndpoints = 1...32
    /// A caller's own name for a conversation, in Unicode scalars.
    package static let session = 1...256
    /// A program and its arguments.
    package static let command = 64
    /// Bytes of one argument.
    package static let argument = 4096
}
