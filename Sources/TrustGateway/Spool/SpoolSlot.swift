// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import TrustCore
import TrustDialects

/// One call's place in the spool: 512 bytes that are written in two steps and outlive the process.
///
/// Numbers are in the machine's own byte order: the file never leaves the machine that wrote it. The state comes last
/// in each step, so that a slot whose state says `open` or `settled` is complete.
enum SpoolSlot {
    static let size = 512

    enum State: UInt64 {
        case free = 0
        /// Claimed before the upstream was called.
        case open = 1
        /// Complete: to be written away.
        case settled = 2
    }

    private enum Offset {
        static let checksum = 8
        static let id = 16
        static let organization = 32
        static let agent = 48
        static let agentType = 64
        static let provider = 80
        static let startedAt = 96
        static let duration = 104
        static let timeToFirstByte = 112
        static let status = 120
        static let outcome = 128
        static let source = 136
        static let cost = 144
        static let flags = 152
        static let usage = 160
        static let requestedLength = 200
        static let returnedLength = 204
        static let requested = 208
        static let returned = 352
        /// The message's two halves stand where there was room left when they came to be.
        static let messageHigh = 488
        static let intentChecksum = 496
        static let messageLow = 504
    }

    /// The longest name of a returned model, in bytes; longer ones are cut.
    private static let returnedLimit = Offset.messageHigh - Offset.returned

    private enum Flag {
        static let streamed: UInt64 = 1
        static let hasCost: UInt64 = 2
        static let hasReturnedModel: UInt64 = 4
        static let hasFirstByte: UInt64 = 8
        static let hasMessage: UInt64 = 16
    }

    /// Writes the intent: what is known before the upstream is called. The checksum over the whole slot stays that of an
    /// earlier call, so that only the intent is believed.
    static func open(_ base: UnsafeMutableRawPointer, _ intent: UsageEvent) {
        put(base, intent.streamed ? Flag.streamed : 0, Offset.flags)
        writeIntent(base, intent)
        setState(base, .open)
    }

    /// Completes it.
    static func settle(_ base: UnsafeMutableRawPointer, _ event: UsageEvent) {
        writeIntent(base, event)
        // Whole before the rest is touched: the process may be killed between any two of these lines.
        atomicMemoryFence(ordering: .releasing)
        writeResult(base, event)
        setState(base, .settled)
    }

    static func state(_ base: UnsafeMutableRawPointer) -> State? {
        State(rawValue: word(base).pointee.load(ordering: .acquiring))
    }

    static func setState(_ base: UnsafeMutableRawPointer, _ state: State) {
        word(base).pointee.store(state.rawValue, ordering: .releasing)
    }

    private static func word(_ base: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Atomic<UInt64>> {
        base.assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    private static func put<Value>(_ base: UnsafeMutableRawPointer, _ value: Value, _ offset: Int) {
        base.storeBytes(of: value, toByteOffset: offset, as: Value.self)
    }

    private static func writeIntent(_ base: UnsafeMutableRawPointer, _ event: UsageEvent) {
        put(base, event.id.uuid.uuid, Offset.id)
        put(base, event.organization.uuid.uuid, Offset.organization)
        put(base, event.agent.uuid.uuid, Offset.agent)
        put(base, event.agentType.uuid.uuid, Offset.agentType)
        put(base, event.provider.uuid.uuid, Offset.provider)
        put(base, event.startedAt.microseconds, Offset.startedAt)
        put(base, write(base + Offset.requested, event.requestedModel), Offset.requestedLength)
        put(base, intentChecksum(base, streamed: event.streamed), Offset.intentChecksum)
    }

    private static func writeResult(_ base: UnsafeMutableRawPointer, _ event: UsageEvent) {
        put(base, event.duration, Offset.duration)
        put(base, event.timeToFirstByte ?? 0, Offset.timeToFirstByte)
        put(base, event.status, Offset.status)
        put(base, event.outcome.rawValue, Offset.outcome)
        put(base, number(of: event.source), Offset.source)
        put(base, event.cost?.value ?? 0, Offset.cost)
        put(
            base,
            (event.streamed ? Flag.streamed : 0) | (event.cost != nil ? Flag.hasCost : 0)
                | (event.returnedModel != nil ? Flag.hasReturnedModel : 0)
                | (event.timeToFirstByte != nil ? Flag.hasFirstByte : 0)
                | (event.message != nil ? Flag.hasMessage : 0), Offset.flags)
        put(base, event.usage.input, Offset.usage)
        put(base, event.usage.cachedRead, Offset.usage + 8)
        put(base, event.usage.cacheWrite, Offset.usage + 16)
        put(base, event.usage.cacheWriteLong, Offset.usage + 24)
        put(base, event.usage.output, Offset.usage + 32)
        put(
            base, event.returnedModel.map { write(base + Offset.returned, $0, limit: returnedLimit) } ?? 0,
            Offset.returnedLength)
        if let message = event.message?.uuid.uuid {
            withUnsafeBytes(of: message) { bytes in
                put(base, bytes.loadUnaligned(as: UInt64.self), Offset.messageHigh)
                put(base, bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self), Offset.messageLow)
            }
        }
        put(base, checksum(base), Offset.checksum)
    }

    /// - Returns: how many bytes of the name are there; longer ones are cut.
    private static func write(
        _ place: UnsafeMutableRawPointer, _ name: String, limit: Int = RequestScan.modelLengthLimit
    ) -> UInt32 {
        var name = name
        return name.withUTF8 { bytes in
            let count = min(bytes.count, limit)
            if let start = bytes.baseAddress { place.copyMemory(from: start, byteCount: count) }
            return UInt32(count)
        }
    }

    /// Reads a slot that is open or settled.
    /// - Returns: the event, or `nil` where the checksum says that the slot was torn by a loss of power.
    static func read(_ base: UnsafeMutableRawPointer) -> UsageEvent? {
        func get<Value>(_ offset: Int, as type: Value.Type) -> Value { base.load(fromByteOffset: offset, as: type) }
        func id<Entity>(_ offset: Int) -> ID<Entity> { ID(uuid: UUID(uuid: get(offset, as: uuid_t.self))) }
        func number(_ offset: Int) -> Int64 { get(offset, as: Int64.self) }
        guard get(Offset.checksum, as: UInt64.self) == checksum(base),
            let outcome = CallOutcome(rawValue: number(Offset.outcome)),
            let source = source(number(Offset.source)),
            let requested = name(base + Offset.requested, get(Offset.requestedLength, as: UInt32.self)),
            let returned = name(base + Offset.returned, get(Offset.returnedLength, as: UInt32.self))
        else { return nil }
        let flags = get(Offset.flags, as: UInt64.self)
        return UsageEvent(
            id: id(Offset.id), organization: id(Offset.organization), agent: id(Offset.agent),
            agentType: id(Offset.agentType), provider: id(Offset.provider), requestedModel: requested,
            returnedModel: flags & Flag.hasReturnedModel != 0 ? returned : nil, streamed: flags & Flag.streamed != 0,
            startedAt: Timestamp(microseconds: number(Offset.startedAt)), duration: number(Offset.duration),
            timeToFirstByte: flags & Flag.hasFirstByte != 0 ? number(Offset.timeToFirstByte) : nil,
            status: number(Offset.status), outcome: outcome,
            usage: TokenUsage(
                input: number(Offset.usage), cachedRead: number(Offset.usage + 8),
                cacheWrite: number(Offset.usage + 16), cacheWriteLong: number(Offset.usage + 24),
                output: number(Offset.usage + 32)),
            source: source, cost: flags & Flag.hasCost != 0 ? Nanodollars(number(Offset.cost)) : nil,
            message: flags & Flag.hasMessage != 0 ? message(base) : nil)
    }

    private static func message(_ base: UnsafeMutableRawPointer) -> MessageID {
        var uuid: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &uuid) { bytes in
            bytes.storeBytes(of: base.load(fromByteOffset: Offset.messageHigh, as: UInt64.self), as: UInt64.self)
            bytes.storeBytes(
                of: base.load(fromByteOffset: Offset.messageLow, as: UInt64.self), toByteOffset: 8, as: UInt64.self)
        }
        return MessageID(uuid: UUID(uuid: uuid))
    }

    /// Reads what the intent said, of a slot that was torn while it was completed. Completing writes the same again there,
    /// but for the provider of a call that failed over.
    /// - Returns: an interrupted event of unknown tokens; `nil` where not even this is whole.
    static func readIntent(_ base: UnsafeMutableRawPointer) -> UsageEvent? {
        func id<Entity>(_ offset: Int) -> ID<Entity> {
            ID(uuid: UUID(uuid: base.load(fromByteOffset: offset, as: uuid_t.self)))
        }
        let streamed = base.load(fromByteOffset: Offset.flags, as: UInt64.self) & Flag.streamed != 0
        let length = base.load(fromByteOffset: Offset.requestedLength, as: UInt32.self)
        guard
            base.load(fromByteOffset: Offset.intentChecksum, as: UInt64.self)
                == intentChecksum(base, streamed: streamed),
            let requested = name(base + Offset.requested, length)
        else { return nil }
        return UsageEvent(
            id: id(Offset.id), organization: id(Offset.organization), agent: id(Offset.agent),
            agentType: id(Offset.agentType), provider: id(Offset.provider), requestedModel: requested,
            returnedModel: nil, streamed: streamed,
            startedAt: Timestamp(microseconds: base.load(fromByteOffset: Offset.startedAt, as: Int64.self)),
            duration: 0, timeToFirstByte: nil, status: 0, outcome: .interrupted, usage: TokenUsage(), source: .unknown,
            cost: nil)
    }

    private static func name(_ place: UnsafeMutableRawPointer, _ count: UInt32) -> String? {
        guard count <= RequestScan.modelLengthLimit else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: place, count: Int(count)), as: UTF8.self)
    }

    private static func number(of source: UsageSource) -> Int64 {
        switch source {
        case .reported: 0
        case .estimated: 1
        case .unknown: 2
        }
    }

    private static func source(_ number: Int64) -> UsageSource? {
        switch number {
        case 0: .reported
        case 1: .estimated
        case 2: .unknown
        default: nil
        }
    }

    /// Over everything after it, word by word: it tells a torn slot from a whole one, not a forged one.
    private static func checksum(_ base: UnsafeMutableRawPointer) -> UInt64 {
        var sum = Self.seed
        add(base, Offset.id..<size, to: &sum)
        return sum
    }

    /// Over the ids, the start, the requested model and whether the call streams.
    private static func intentChecksum(_ base: UnsafeMutableRawPointer, streamed: Bool) -> UInt64 {
        var sum = Self.seed
        add(base, Offset.id..<Offset.duration, to: &sum)
        let length = UInt64(base.load(fromByteOffset: Offset.requestedLength, as: UInt32.self))
        add(length << 1 | (streamed ? 1 : 0), to: &sum)
        add(base, Offset.requested..<Offset.returned, to: &sum)
        return sum
    }

    private static let seed: UInt64 = 0xcbf2_9ce4_8422_2325

    private static func add(_ base: UnsafeMutableRawPointer, _ range: Range<Int>, to sum: inout UInt64) {
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
            add(base.load(fromByteOffset: offset, as: UInt64.self), to: &sum)
        }
    }

    private static func add(_ word: UInt64, to sum: inout UInt64) {
        sum = (sum ^ word) &* 0x9e37_79b9_7f4a_7c15
        sum ^= sum >> 29
    }
}
