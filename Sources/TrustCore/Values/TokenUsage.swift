// SPDX-License-Identifier: Apache-2.0

/// The tokens of one call by kind, each counted once: `input` excludes what was read from or written to a cache,
/// whichever way the provider reports it.
package struct TokenUsage: Hashable, Sendable, Codable {
    package var input: Int64
    package var cachedRead: Int64
    package var cacheWrite: Int64
    /// Cache writes with the longer life (Anthropic's 1 hour, OpenAI's 12 hours), which cost more.
    package var cacheWriteLong: Int64
    package var output: Int64

    package init(
        input: Int64 = 0, cachedRead: Int64 = 0, cacheWrite: Int64 = 0, cacheWriteLong: Int64 = 0, output: Int64 = 0
    ) {
        self.input = input
        self.cachedRead = cachedRead
        self.cacheWrite = cacheWrite
        self.cacheWriteLong = cacheWriteLong
        self.output = output
    }

    /// All that went in, cached or not.
    package var totalInput: Int64 { input + cachedRead + cacheWrite + cacheWriteLong }
    package var total: Int64 { totalInput + output }
}

/// How the tokens of a call are known.
package enum UsageSource: String, Sendable, Codable, CaseIterable {
    /// The provider said so.
    case reported
    /// Computed by us from what was seen.
    case estimated
    /// Not known: the reply was cut, compressed, or had no usage. Its cost is unknown too, never 0.
    case unknown
}
