// SPDX-License-Identifier: Apache-2.0
private import Glibc
package import TrustCore

/// Watches a stream of server-sent events go by, wherever it is cut, and notes what it says of model, usage and end.
///
/// It looks for the ends of events, and into an event only where it can hold something of interest. With
/// `swallowsUsageChunk` it takes OpenAI's last chunk (`choices: []`) out, which only our own splice has asked for; then
/// what is not yet a whole event is held back.
package struct StreamScanner: Sendable {
    /// What becomes of the bytes that were fed.
    package enum Output: Sendable, Hashable {
        /// They go on as they are.
        case unchanged
        /// These go on in their place; possibly none.
        case replaced([UInt8])
    }

    /// Longer events go by unread.
    static let eventLimit = 1 << 20

    package let dialect: ProviderType
    package let swallowsUsageChunk: Bool
    package internal(set) var reported = ReportedUsage()
    /// `[DONE]` or `message_stop` has gone by.
    package internal(set) var hasEnded = false
    /// An error event has gone by.
    package internal(set) var hasError = false

    /// The beginning of an event whose end has not come.
    private var carry: [UInt8] = []
    /// The event that is under way is longer than the limit: it is passed on, and not looked into.
    private var isSkipping = false

    package init(dialect: ProviderType, swallowsUsageChunk: Bool) {
        self.dialect = dialect
        self.swallowsUsageChunk = swallowsUsageChunk
    }

    /// The tokens by kind; `nil` where the stream has not said.
    package var tokens: TokenUsage? { reported.tokens(in: dialect) }

    /// Takes the next bytes.
    package mutating func feed(_ bytes: UnsafeRawBufferPointer) -> Output {
        if carry.isEmpty && !isSkipping {
            return unsafe scan(bytes, heldBack: 0)
        }
        let before = carry.count
        unsafe carry.append(contentsOf: bytes)
        let whole = carry
        carry.removeAll(keepingCapacity: true)
        return unsafe whole.withUnsafeBytes { unsafe scan($0, heldBack: before) }
    }

    /// The stream is over.
    /// - Returns: bytes that were held back and never became a whole event.
    package mutating func finish() -> [UInt8] {
        defer { carry = [] }
        return swallowsUsageChunk ? carry : []
    }

    /// Looks through bytes that begin with an event (or with what is left of an overlong one); `heldBack` of
    /// them were fed earlier.
    private mutating func scan(_ bytes: UnsafeRawBufferPointer, heldBack: Int) -> Output {
        var start = 0
        var removed: [Range<Int>] = []
        // An end can't lie wholly in what was looked through before, except for its last three bytes.
        var from = max(0, heldBack - 3)
        while let end = unsafe Self.endOfEvent(in: bytes, from: from) {
            if isSkipping {
                isSkipping = false
            } else if unsafe look(at: UnsafeRawBufferPointer(rebasing: bytes[start..<end])), swallowsUsageChunk {
                removed.append(start..<end)
            }
            start = end
            from = end
        }
        let rest = bytes.count - start
        if isSkipping {
            // Three bytes are enough to notice an end that is cut.
            unsafe carry.append(contentsOf: bytes.suffix(min(rest, 3)))
        } else if rest > Self.eventLimit {
            isSkipping = true
            unsafe carry.append(contentsOf: bytes.suffix(3))
        } else if rest > 0 {
            unsafe carry.append(contentsOf: bytes[start...])
        }

        guard swallowsUsageChunk else { return .unchanged }
        let released = isSkipping ? bytes.count - carry.count : start
        if heldBack == 0 && removed.isEmpty && released == bytes.count { return .unchanged }
        var output: [UInt8] = []
        var index = 0
        for range in removed {
            unsafe output.append(contentsOf: bytes[index..<range.lowerBound])
            index = range.upperBound
        }
        if index < released { unsafe output.append(contentsOf: bytes[index..<released]) }
        return .replaced(output)
    }

    /// Just after the first empty line that ends at or after `from + 1`; lines end in LF or CRLF.
    private static func endOfEvent(in bytes: UnsafeRawBufferPointer, from: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var index = from
        while index < bytes.count {
            guard let found = unsafe memchr(base + index, 0x0a, bytes.count - index) else { return nil }
            let newline = unsafe base.distance(to: UnsafeRawPointer(found))
            var next = newline + 1
            if next < bytes.count, unsafe bytes[next] == 0x0d { next += 1 }
            if next < bytes.count, unsafe bytes[next] == 0x0a { return next + 1 }
            index = newline + 1
        }
        return nil
    }
}
