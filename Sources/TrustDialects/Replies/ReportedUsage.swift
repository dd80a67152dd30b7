// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What a reply has said so far about its model and its tokens. A missing number is unknown, a zero is a zero.
package struct ReportedUsage: Sendable, Hashable {
    /// The model that the reply names.
    package var model: String?
    /// As reported: with what was cached in OpenAI's dialect, without in Anthropic's.
    var input: Int64?
    var output: Int64?
    var cachedRead: Int64?
    /// All cache writes, whatever their life.
    var cacheWrite: Int64?
    /// Those with the longer life, where the reply tells them apart.
    var cacheWriteLong: Int64?
    /// Whether the numbers are final: a `message_start` has only a placeholder for the output.
    var isFinal = false

    package init() {}

    /// The tokens by kind, each counted once; `nil` where the reply did not say.
    package func tokens(in dialect: ProviderType) -> TokenUsage? {
        guard isFinal, let input, let output else { return nil }
        let read = cachedRead ?? 0
        let written = max(cacheWrite ?? 0, cacheWriteLong ?? 0)
        let long = cacheWriteLong ?? 0
        // OpenAI's prompt tokens include what was read from and written to the cache; Anthropic's input does not.
        let fresh = dialect == .openai ? max(0, input - read - written) : input
        return TokenUsage(
            input: fresh, cachedRead: read, cacheWrite: written - long, cacheWriteLong: long, output: output)
    }

    /// Reads a `usage` object. Numbers that are there replace those known so far; the others stay, so that the split
    /// of cache writes from `message_start` outlives a `message_delta`, which lacks it.
    mutating func read(usage value: Range<Int>, in scanner: JSONScanner) throws(JSONScanner.Failure) {
        try each(value, scanner) { inner, key, value throws(JSONScanner.Failure) in
            if inner.text(key, equals: "prompt_tokens") || inner.text(key, equals: "input_tokens") {
                input = count(value, inner) ?? input
            } else if inner.text(key, equals: "completion_tokens") || inner.text(key, equals: "output_tokens") {
                output = count(value, inner) ?? output
            } else if inner.text(key, equals: "cache_read_input_tokens") {
                cachedRead = count(value, inner) ?? cachedRead
            } else if inner.text(key, equals: "cache_creation_input_tokens") {
                cacheWrite = count(value, inner) ?? cacheWrite
            } else if inner.text(key, equals: "cache_creation") {
                try read(split: value, inner, long: "ephemeral_1h_input_tokens")
            } else if inner.text(key, equals: "prompt_tokens_details")
                || inner.text(key, equals: "input_tokens_details")
            {
                try read(details: value, inner)
            }
        }
    }

    private mutating func read(details value: Range<Int>, _ scanner: JSONScanner) throws(JSONScanner.Failure) {
        try each(value, scanner) { inner, key, value throws(JSONScanner.Failure) in
            if inner.text(key, equals: "cached_tokens") {
                cachedRead = count(value, inner) ?? cachedRead
            } else if inner.text(key, equals: "cache_write_tokens") {
                cacheWrite = count(value, inner) ?? cacheWrite
            } else if inner.text(key, equals: "cache_write_tokens_details") {
                try read(split: value, inner, long: "ttl_12h_tokens")
            }
        }
    }

    private mutating func read(
        split value: Range<Int>, _ scanner: JSONScanner, long name: StaticString
    ) throws(JSONScanner.Failure) {
        var sum: Int64 = 0
        try each(value, scanner) { inner, key, value throws(JSONScanner.Failure) in
            guard let tokens = count(value, inner) else { return }
            sum += min(tokens, .max - sum)
            if inner.text(key, equals: name) { cacheWriteLong = tokens }
        }
        if cacheWrite == nil, sum > 0 { cacheWrite = sum }
    }

    /// A count of tokens: a whole number from 0 to what no call can reach.
    private func count(_ value: Range<Int>, _ scanner: JSONScanner) -> Int64? {
        scanner.integerValue(value).flatMap { (0...1_000_000_000_000).contains($0) ? $0 : nil }
    }
}

/// Walks the members of the object at `value`; does nothing for any other kind of value.
func each(
    _ value: Range<Int>, _ scanner: JSONScanner,
    _ body: (JSONScanner, Range<Int>, Range<Int>) throws(JSONScanner.Failure) -> Void
) throws(JSONScanner.Failure) {
    var inner = scanner.scanner(at: value)
    guard inner.isObject(value), try inner.openObject() else { return }
    repeat {
        let key = try inner.key()
        try body(inner, key, try inner.skipValue())
    } while try inner.nextMember()
}
