// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import TrustCore
import TrustDialects

// The stage that passes the reply on. Everything of one read is put into one buffer, which is written once.
extension Call {
    /// Room for a chunk's length, which is known when the chunk is complete: eight digits and a line end.
    private static let chunkHead: StaticString = "00000000\r\n"

    /// Sees what kind of reply comes, whether or not anybody is there to have it.
    func inspectReply(_ head: HTTPResponseHead) {
        guard (200..<300).contains(reply.status) else { return }
        var isEventStream = false
        var isEncoded = false
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 12 where FieldName.equal(name, "content-type"):
                isEventStream = FieldName.hasPrefix(value, "text/event-stream")
            case 16 where FieldName.equal(name, "content-encoding"): isEncoded = !FieldName.equal(value, "identity")
            case 14 where FieldName.equal(name, "content-length"): reply.length = Int(value)
            default: break
            }
        }
        // A stream can get shorter on its way.
        if isEventStream { reply.length = nil }
        if isEventStream && !isEncoded {
            reply.scanner = StreamScanner(dialect: request.dialect, swallowsUsageChunk: request.asksForUsage)
        }
        reply.isReadable = !isEventStream && !isEncoded && request.endpoint.isMetered
        reply.framing = reply.length != nil ? .length : request.takesChunks ? .chunked : .untilClose
    }

    func beginReply() {
        guard let head = reply.head, let caller else { return }
        if reply.framing == .untilClose { caller.closesAfterReply() }
        ReplyHead.begin(&caller.buffer, status: reply.status, id: request.id)
        ReplyHead.write(&caller.buffer, from: head.headers)
        switch reply.framing {
        case .length: ReplyHead.contentLength(&caller.buffer, reply.length ?? 0)
        case .chunked: caller.buffer.writeStaticString("transfer-encoding: chunked\r\n")
        case .untilClose: break
        }
        ReplyHead.end(&caller.buffer, keepsAlive: caller.keepsAlive)
    }

    func relay(_ bytes: ByteBuffer) {
        guard let caller else { return }
        if firstByteAt == nil { firstByteAt = .now() }
        if reply.chunkStart == nil {
            if reply.framing == .chunked { caller.buffer.writeStaticString(Self.chunkHead) }
            reply.chunkStart = caller.buffer.writerIndex
        }
        caller.buffer.writeImmutableBuffer(bytes)
        if reply.isReadable { keepReadable(bytes) }
    }

    private func keepReadable(_ bytes: ByteBuffer) {
        guard (reply.readable?.readableBytes ?? 0) + bytes.readableBytes <= loop.limits.readableReply else {
            reply.isReadable = false
            reply.readable = nil
            return
        }
        if reply.readable == nil { reply.readable = bytes } else { reply.readable?.writeImmutableBuffer(bytes) }
    }

    /// Lets the scanner see what has come, and completes the chunk.
    func closeChunk() {
        guard let caller, let start = reply.chunkStart else { return }
        reply.chunkStart = nil
        let length = caller.buffer.writerIndex - start
        if reply.scanner != nil {
            // Everything readable ends with this chunk's data.
            let output = caller.buffer.withUnsafeReadableBytes { bytes in
                reply.scanner?.feed(UnsafeRawBufferPointer(rebasing: bytes.suffix(length))) ?? .unchanged
            }
            if case .replaced(let bytes) = output {
                caller.buffer.moveWriterIndex(to: start)
                caller.buffer.writeBytes(bytes)
            }
        }
        guard reply.framing == .chunked else { return }
        let written = caller.buffer.writerIndex - start
        if written == 0 {
            caller.buffer.moveWriterIndex(to: start - Self.chunkHead.utf8CodeUnitCount)
        } else {
            caller.buffer.setHex8(written, at: start - Self.chunkHead.utf8CodeUnitCount)
            caller.buffer.writeStaticString("\r\n")
        }
    }

    /// What a stream says after its caller has gone.
    func watch(_ bytes: ByteBuffer) {
        if reply.isReadable { keepReadable(bytes) }
        _ = bytes.withUnsafeReadableBytes { reply.scanner?.feed($0) }
    }

    func flushReply() {
        closeChunk()
        caller?.flushBuffer()
    }

    /// Writes what ends the reply, and lets everything go.
    func endReply() {
        guard let caller else { return }
        if let rest = reply.scanner?.finish(), !rest.isEmpty { writeChunk(rest) }
        if reply.framing == .chunked { caller.buffer.writeStaticString("0\r\n\r\n") }
        caller.flushBuffer()
    }

    private func writeChunk(_ bytes: some Collection<UInt8>) {
        guard let caller else { return }
        let start = caller.buffer.writerIndex
        if reply.framing == .chunked {
            caller.buffer.writeStaticString(Self.chunkHead)
            caller.buffer.setHex8(bytes.count, at: start)
        }
        caller.buffer.writeBytes(bytes)
        if reply.framing == .chunked { caller.buffer.writeStaticString("\r\n") }
    }

    /// The reply can't go on: a stream says why, then the connection closes without the reply's proper end.
    func breakOffReply() {
        guard let caller else { return }
        if reply.scanner != nil {
            let error = ErrorBody(dialect: request.dialect, status: 502, message: "The provider broke off.")
            writeChunk(error.event.utf8)
        }
        caller.closeAfterFlush()
    }

    // MARK: - Errors of the provider

    func collect(_ bytes: ByteBuffer) {
        if (reply.collected?.readableBytes ?? 0) <= loop.limits.errorReply {
            reply.collected?.writeImmutableBuffer(bytes)
        }
    }

    /// Passes a provider's error on, without anything in it that looks like a key.
    func answerError() {
        guard let caller, let head = reply.head, let body = reply.collected else { return }
        let isEncoded = head.headers.contains(name: "content-encoding")
        guard body.readableBytes <= loop.limits.errorReply, !isEncoded, reply.status >= 400 else {
            // What can't be read can't be redacted; redirects are not passed on either.
            let status = reply.status >= 400 ? reply.status : 502
            caller.answer(Refusal(status, .providerFailed, "The provider answered with an error."), finishes: false)
            return
        }
        let redacted = body.withUnsafeReadableBytes { bytes in
            withCredential { Redaction.redact(bytes, secret: $0) }
        }
        ReplyHead.begin(&caller.buffer, status: reply.status, id: request.id)
        ReplyHead.write(&caller.buffer, from: head.headers)
        ReplyHead.contentLength(&caller.buffer, redacted.count)
        ReplyHead.end(&caller.buffer, keepsAlive: caller.keepsAlive)
        caller.buffer.writeBytes(redacted)
        caller.flushBuffer()
    }
}
