// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import TrustCore
import TrustDialects

/// Writes the head of a request to a provider.
enum RequestHead {
    /// The only fields of the caller's that go on. Whatever carried a credential is not among them.
    static let allowed: [StaticString] = [
        "accept", "content-type", "user-agent", "anthropic-version", "anthropic-beta", "openai-organization",
        "openai-project", "openai-beta", "idempotency-key",
    ]

    /// Appends the whole head, as far as the empty line.
    /// - Parameters:
    ///   - buffer: what the head is appended to.
    ///   - method: of the request.
    ///   - path: below the target's prefix.
    ///   - query: with its question mark, or empty.
    ///   - target: the provider's endpoint and its dialect.
    ///   - authority: of the target, for `Host`.
    ///   - headers: the caller's; only the allowed ones go on.
    ///   - length: of the body; `nil` where there is none.
    ///   - key: writes the key; nothing else sees it.
    static func write(
        _ buffer: inout ByteBuffer, method: String, path: String, query: Substring, target: RouteTarget,
        authority: String, headers: HTTPHeaders, length: Int?, key: (inout ByteBuffer) -> Void
    ) {
        buffer.writeString(method)
        buffer.writeStaticString(" ")
        buffer.writeString(target.endpoint.pathPrefix)
        buffer.writeString(path)
        buffer.writeSubstring(query)
        buffer.writeStaticString(" HTTP/1.1\r\nhost: ")
        buffer.writeString(authority)
        switch target.type {
        case .openai: buffer.writeStaticString("\r\nauthorization: Bearer ")
        case .anthropic: buffer.writeStaticString("\r\nx-api-key: ")
        }
        key(&buffer)
        buffer.writeStaticString("\r\n")
        if let length {
            buffer.writeStaticString("content-length: ")
            buffer.writeDecimal(length)
            buffer.writeStaticString("\r\n")
        }
        var hasVersion = false
        for (name, value) in headers {
            guard let allowed = allowed.first(where: { FieldName.equal(name, $0) }), FieldName.isSafe(value: value)
            else { continue }
            if FieldName.equal(name, "anthropic-version") { hasVersion = true }
            buffer.writeStaticString(allowed)
            buffer.writeStaticString(": ")
            buffer.writeString(value)
            buffer.writeStaticString("\r\n")
        }
        if target.type == .anthropic, !hasVersion { buffer.writeStaticString("anthropic-version: 2023-06-01\r\n") }
        buffer.writeStaticString("\r\n")
    }
}

/// Compares field names without making strings.
enum FieldName {
    /// Whether a name is the expected one, which is given in lower case.
    @inline(__always) static func equal(_ name: String, _ expected: StaticString) -> Bool {
        name.utf8.count == expected.utf8CodeUnitCount && hasSameBytes(name, expected)
    }

    private static func hasSameBytes(_ name: String, _ expected: StaticString) -> Bool {
        var index = 0
        for byte in name.utf8 {
            let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
            guard lower == expected.utf8Start[index] else { return false }
            index += 1
        }
        return true
    }

    static func hasPrefix(_ name: String, _ expected: StaticString) -> Bool {
        guard name.utf8.count >= expected.utf8CodeUnitCount else { return false }
        return zip(name.utf8, UnsafeBufferPointer(start: expected.utf8Start, count: expected.utf8CodeUnitCount))
            .allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
    }

    /// Nothing that could end a line.
    static func isSafe(value: String) -> Bool { value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 } }
}
