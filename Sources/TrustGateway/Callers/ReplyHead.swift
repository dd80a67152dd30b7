// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import TrustCore

/// Writes heads of replies to callers.
enum ReplyHead {
    /// What goes on of a provider's reply, besides its rate limits. Cookies, organization ids and addresses do not.
    private static let allowed: [StaticString] = [
        "content-type", "content-encoding", "cache-control", "request-id", "retry-after", "retry-after-ms",
        "x-should-retry", "openai-processing-ms", "openai-version", "openai-model",
    ]

    static func begin(_ buffer: inout ByteBuffer, status: Int, id: RequestID) {
        switch status {
        case 200: buffer.writeStaticString("HTTP/1.1 200 OK\r\nx-request-id: ")
        default:
            buffer.writeStaticString("HTTP/1.1 ")
            buffer.writeDecimal(status)
            buffer.writeStaticString(" ")
            buffer.writeString(HTTPResponseStatus(statusCode: status).reasonPhrase)
            buffer.writeStaticString("\r\nx-request-id: ")
        }
        buffer.write(id)
        buffer.writeStaticString("\r\n")
    }

    /// Writes those of a provider's fields that may go on; the provider's own request id under another name.
    static func write(_ buffer: inout ByteBuffer, from headers: HTTPHeaders) {
        for (name, value) in headers {
            if let allowed = allowed.first(where: { FieldName.equal(name, $0) }) {
                buffer.writeStaticString(allowed)
            } else if FieldName.hasPrefix(name, "x-ratelimit-") || FieldName.hasPrefix(name, "anthropic-ratelimit-") {
                buffer.writeString(name)
            } else if FieldName.equal(name, "x-request-id") {
                buffer.writeStaticString("x-provider-request-id")
            } else {
                continue
            }
            buffer.writeStaticString(": ")
            buffer.writeString(FieldName.isSafe(value: value) ? value : "")
            buffer.writeStaticString("\r\n")
        }
    }

    static func contentLength(_ buffer: inout ByteBuffer, _ length: Int) {
        buffer.writeStaticString("content-length: ")
        buffer.writeDecimal(length)
        buffer.writeStaticString("\r\n")
    }

    static func end(_ buffer: inout ByteBuffer, keepsAlive: Bool) {
        buffer.writeStaticString(keepsAlive ? "\r\n" : "connection: close\r\n\r\n")
    }
}
