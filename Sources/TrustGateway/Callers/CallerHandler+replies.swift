// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import TrustCore
import TrustDialects

// What the gateway says by itself, and how replies are let go.
extension CallerHandler {
    /// Answers with an error of the gateway's own. `finishes` says whether the request is over with it, or the call says
    /// so itself.
    func answer(_ refusal: Refusal, finishes: Bool = true) {
        if finishes, call == nil { loop.counters.refusals += 1 }
        let body = refusal.body(in: dialect)
        ReplyHead.begin(&buffer, status: refusal.status, id: requestID)
        if let seconds = refusal.retryAfter { buffer.writeString("retry-after: \(seconds)\r\n") }
        if refusal.isFinal { buffer.writeStaticString("x-should-retry: false\r\n") }
        writeJSON(body)
        if finishes { callFinished() }
    }

    func answerJSON(_ status: Int, _ json: String?) {
        ReplyHead.begin(&buffer, status: status, id: requestID)
        if let json {
            writeJSON(json)
        } else {
            ReplyHead.end(&buffer, keepsAlive: keepsAlive)
            flushBuffer()
        }
        callFinished()
    }

    func writeJSON(_ body: String) {
        buffer.writeStaticString("content-type: application/json\r\n")
        ReplyHead.contentLength(&buffer, body.utf8.count)
        ReplyHead.end(&buffer, keepsAlive: keepsAlive)
        buffer.writeString(body)
        flushBuffer()
    }

    func writeContinue() {
        context?.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
    }

    /// Lets go what has been put together.
    func flushBuffer() {
        guard let context else { return buffer.clear() }
        guard buffer.readableBytes > 0 else { return }
        loop.counters.bytesOut += Int64(buffer.readableBytes)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        buffer.clear()
    }

    func closesAfterReply() { keepsAlive = false }

    /// The reply is written: on to the next request, or to the end.
    func callFinished() {
        call = nil
        releaseBody()
        guard keepsAlive, !loop.isDraining else { return closeAfterFlush() }
        if case .closing = phase { return }
        phase = .idle(begun: false)
        deadline = .now() + TimeAmount(loop.timeouts.idle)
        takeWaiting()
    }

    /// Goes on with what came while a request was being served. A request among it that is answered at once ends here
    /// again: the loop that is running goes on then, so that the stack does not grow with what a caller sends.
    func takeWaiting() {
        guard !isTakingWaiting else { return }
        isTakingWaiting = true
        defer { isTakingWaiting = false }
        while let part = waitingParts.popFirst() {
            take(part)
            if case .busy = phase { break }
            if case .closing = phase { return }
        }
        guard let context else { return }
        if waitingParts.isEmpty, wantsRead {
            wantsRead = false
            context.read()
        }
    }

    /// Closes as soon as everything is written.
    func closeAfterFlush() {
        call = nil
        phase = .closing
        waitingParts.removeAll()
        guard let context else { return }
        deadline = .now() + TimeAmount(loop.timeouts.writeStall)
        let written = context.eventLoop.makePromise(of: Void.self)
        let rest = buffer
        buffer.clear()
        context.writeAndFlush(wrapOutboundOut(rest), promise: written)
        written.futureResult.assumeIsolated().whenComplete { _ in self.closeNow() }
    }

    func closeNow() { context?.close(promise: nil) }
}
