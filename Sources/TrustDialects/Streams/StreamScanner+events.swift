// SPDX-License-Identifier: Apache-2.0
private import Glibc
import TrustCore

// What one event says.
extension StreamScanner {
    /// - Returns: whether this is the chunk that has nothing but the usage.
    mutating func look(at event: UnsafeRawBufferPointer) -> Bool {
        switch dialect {
        case .openai:
            if unsafe Self.hasUsage(event) { return unsafe readOpenAI(event) }
            if event.count < 24, unsafe Self.find("[DONE]", pivot: 0, in: event) { hasEnded = true }
            if unsafe Self.find("{\"error\"", pivot: 0, in: UnsafeRawBufferPointer(rebasing: event.prefix(24))) {
                hasError = true
            }
            return false
        case .anthropic:
            // Deltas, by far the most events, have neither; pings have neither.
            if unsafe Self.find("message_", pivot: 7, in: event) {
                unsafe readAnthropic(event)
            } else if unsafe Self.find("error", pivot: 0, in: UnsafeRawBufferPointer(rebasing: event.prefix(48))),
                unsafe !Self.find("content_block", pivot: 7, in: UnsafeRawBufferPointer(rebasing: event.prefix(48)))
            {
                hasError = true
            }
            return false
        }
    }

    private mutating func readOpenAI(_ event: UnsafeRawBufferPointer) -> Bool {
        guard let data = unsafe Self.data(of: event) else { return false }
        var next = reported
        var hasUsage = false
        var hasNoChoices = false
        do throws(JSONScanner.Failure) {
            try unsafe each(0..<data.count, JSONScanner(data)) { inner, key, value throws(JSONScanner.Failure) in
                if inner.text(key, equals: "model") {
                    next.model = inner.stringValue(value) ?? next.model
                } else if inner.text(key, equals: "usage"), inner.isObject(value) {
                    try next.read(usage: value, in: inner)
                    next.isFinal = true
                    hasUsage = true
                } else if inner.text(key, equals: "choices") {
                    hasNoChoices = inner.isEmptyArray(value)
                } else if inner.text(key, equals: "error"), inner.isObject(value) {
                    hasError = true
                }
            }
        } catch { return false }
        reported = next
        return hasUsage && hasNoChoices
    }

    private mutating func readAnthropic(_ event: UnsafeRawBufferPointer) {
        guard let data = unsafe Self.data(of: event) else { return }
        var next = reported
        var kind: String?
        do throws(JSONScanner.Failure) {
            try unsafe each(0..<data.count, JSONScanner(data)) { inner, key, value throws(JSONScanner.Failure) in
                if inner.text(key, equals: "type") {
                    kind = inner.stringValue(value)
                } else if inner.text(key, equals: "message") {
                    try each(value, inner) { message, key, value throws(JSONScanner.Failure) in
                        if message.text(key, equals: "model") {
                            next.model = message.stringValue(value) ?? next.model
                        } else if message.text(key, equals: "usage") {
                            try next.read(usage: value, in: message)
                        }
                    }
                } else if inner.text(key, equals: "usage") {
                    try next.read(usage: value, in: inner)
                }
            }
        } catch { return }
        switch kind {
        case "message_start": reported = next
        case "message_delta":
            next.isFinal = true
            reported = next
        case "message_stop": hasEnded = true
        default: break
        }
    }

    /// The JSON of an event with one `data:` line, which is how both providers write them.
    private static func data(of event: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        var start = 0
        while start < event.count {
            let end = unsafe event[start...].firstIndex(of: 0x0a) ?? event.count
            if unsafe event[start..<end].starts(with: "data:".utf8) {
                var first = start + 5
                while first < end, unsafe event[first] == 0x20 { first += 1 }
                return unsafe UnsafeRawBufferPointer(rebasing: event[first..<end])
            }
            start = end + 1
        }
        return nil
    }

    /// Whether a `usage` occurs that is an object: with `include_usage` every chunk has one that is `null`.
    private static func hasUsage(_ event: UnsafeRawBufferPointer) -> Bool {
        var start = 0
        while let found = unsafe position(
            of: "\"usage\"", pivot: 4, in: UnsafeRawBufferPointer(rebasing: event[start...]))
        {
            start += found + 7
            var next = start
            while next < event.count, unsafe event[next] == 0x20 || event[next] == UInt8(ascii: ":") { next += 1 }
            if next < event.count, unsafe event[next] == UInt8(ascii: "{") { return true }
        }
        return false
    }

    private static func find(_ needle: StaticString, pivot: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe position(of: needle, pivot: pivot, in: bytes) != nil
    }

    /// Where a word occurs; looks for its rarest byte first, since quotes are everywhere in JSON.
    private static func position(of needle: StaticString, pivot: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
        let length = needle.utf8CodeUnitCount
        guard let base = bytes.baseAddress, bytes.count >= length else { return nil }
        var index = pivot
        let last = bytes.count - length + pivot
        while index <= last {
            guard let found = unsafe memchr(base + index, Int32(needle.utf8Start[pivot]), last + 1 - index) else {
                return nil
            }
            let at = unsafe base.distance(to: UnsafeRawPointer(found))
            if unsafe memcmp(base + at - pivot, needle.utf8Start, length) == 0 { return at - pivot }
            index = at + 1
        }
        return nil
    }
}
