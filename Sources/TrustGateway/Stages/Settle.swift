// SPDX-License-Identifier: Apache-2.0
import NIOCore
import TrustCore
import TrustDialects

extension Call {
    /// The stage that completes the call's slot, once: tokens as the provider reported them, priced by the model that
    /// it returned. What was not reported is unknown, and so is its cost.
    func settle(_ outcome: CallOutcome, status: Int) {
        if outcome.isError { loop.counters.errors += 1 }
        guard let slot else { return }
        self.slot = nil
        var event = request.event(provider: request.chain[target].provider)
        event.duration = max(0, (NIODeadline.now() - started).nanoseconds / 1000)
        event.timeToFirstByte = firstByteAt.map { ($0 - started).nanoseconds / 1000 }
            .flatMap { (0...event.duration).contains($0) ? $0 : nil }
        event.status = Int64(status)
        event.outcome = outcome
        let reported = reply.scanner?.reported ?? readReply()
        event.returnedModel = reported?.model.flatMap { RequestScan.isModelName($0) ? $0 : nil }
        if let tokens = reported?.tokens(in: request.dialect)?.clamped {
            event.usage = tokens
            event.source = .reported
            event.cost = request.prices.price(of: event.returnedModel ?? event.requestedModel)?.cost(of: tokens)
        }
        loop.spool.settle(slot, event)
    }

    private func readReply() -> ReportedUsage? {
        guard reply.isReadable else { return nil }
        return reply.readable?.withUnsafeReadableBytes { ReplyScan.read($0) }
    }
}

extension TokenUsage {
    /// The same, with every number in what a store takes: one impossible event would hold up its whole batch.
    var clamped: TokenUsage {
        func clamp(_ count: Int64) -> Int64 { min(max(0, count), 1 << 40) }
        return TokenUsage(
            input: clamp(input), cachedRead: clamp(cachedRead), cacheWrite: clamp(cacheWrite),
            cacheWriteLong: clamp(cacheWriteLong), output: clamp(output))
    }
}
