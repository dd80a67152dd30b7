// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Synchronization
import Testing
import TrustCore

@testable import TrustGateway

@Suite struct SpoolTests {
    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = NSTemporaryDirectory() + "ag2trust-spool-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await body(directory)
    }

    private func event(_ outcome: CallOutcome = .completed, cost: Nanodollars? = Nanodollars(12_345)) -> UsageEvent {
        UsageEvent(
            id: .make(), organization: .make(), agent: .make(), agentType: .make(), provider: .make(),
            requestedModel: "gpt-4o-mini", returnedModel: "gpt-4o-mini-2024-07-18", streamed: true,
            startedAt: Timestamp(microseconds: 1_700_000_000_000_001), duration: 1234, timeToFirstByte: 99, status: 200,
            outcome: outcome,
            usage: TokenUsage(input: 1, cachedRead: 2, cacheWrite: 3, cacheWriteLong: 4, output: 5), source: .reported,
            cost: cost)
    }

    @Test func aSettledCallIsReadAsItWasWritten() async throws {
        try await withDirectory { directory in
            let file = try #require(try SpoolDirectory(path: directory).open(loops: 1, slots: 8).ofLoops.first)
            var spool = LoopSpool(file: file)
            for settled in [event(), event(.timedOut, cost: nil)] {
                let claimed = spool.claim(event(.interrupted))
                let slot = try #require(claimed)
                #expect(file.settled(limit: 9).isEmpty)
                spool.settle(slot, settled)
                #expect(file.settled(limit: 9).map(\.event) == [settled])
                SpoolSlot.setState(file.slot(Int(slot)), .free)
                spool.release([slot])
            }
        }
    }

    @Test func aFullSpoolRefuses() async throws {
        try await withDirectory { directory in
            let file = try #require(try SpoolDirectory(path: directory).open(loops: 1, slots: 2).ofLoops.first)
            var spool = LoopSpool(file: file)
            let claimed = (0..<3).map { _ in spool.claim(event()) }
            #expect(claimed == [0, 1, nil])
        }
    }

    @Test func callsInFlightAreSettledAsUnknownOnce() async throws {
        try await withDirectory { directory in
            let (open, settled) = (event(.interrupted), event())
            do {
                // The process ends here: nothing is closed or written away in order.
                let file = try #require(try SpoolDirectory(path: directory).open(loops: 3, slots: 8).ofLoops.last)
                var spool = LoopSpool(file: file)
                _ = spool.claim(open)
                let claimed = spool.claim(settled)
                let slot = try #require(claimed)
                spool.settle(slot, settled)
            }
            for round in 0..<2 {
                let files = try SpoolDirectory(path: directory).open(loops: 1, slots: 8)
                #expect(files.left.count == (round == 0 ? 2 : 0))
                #expect(files.all.reduce(0) { $0 + $1.settleInterrupted() } == (round == 0 ? 1 : 0))
                let sink = FakeSink()
                let writer = SpoolWriter(
                    sources: files.all.map { .init(file: $0, released: nil) }, sink: sink, logger: Logger(label: "test")
                )
                try await writer.drain()
                try await writer.drain()
                #expect(sink.events.count == (round == 0 ? 2 : 0))
                if round == 0 {
                    #expect(sink.events.contains(settled))
                    let unknown = try #require(sink.events.first { $0.id == open.id })
                    #expect(unknown.outcome == .interrupted)
                    #expect(unknown.source == .unknown)
                    #expect(unknown.cost == nil)
                    #expect(unknown.usage == TokenUsage())
                }
            }
        }
    }

    @Test func aTornSlotIsNotBelieved() async throws {
        try await withDirectory { directory in
            let file = try #require(try SpoolDirectory(path: directory).open(loops: 1, slots: 2).ofLoops.first)
            var spool = LoopSpool(file: file)
            let claimed = spool.claim(event())
            let slot = try #require(claimed)
            spool.settle(slot, event())
            file.slot(Int(slot)).storeBytes(of: 0xff, toByteOffset: 200, as: UInt8.self)
            #expect(file.settled(limit: 9).isEmpty)
        }
    }

    @Test(arguments: [104, 120, 160, 352]) func aCallThatWasTornWhileItWasCompletedIsUnknown(place: Int) async throws {
        try await withDirectory { directory in
            let intent = event(.interrupted)
            do {
                let file = try #require(try SpoolDirectory(path: directory).open(loops: 1, slots: 2).ofLoops.first)
                var spool = LoopSpool(file: file)
                let claimed = spool.claim(intent)
                let slot = try #require(claimed)
                file.slot(Int(slot)).storeBytes(of: 0x5a5a, toByteOffset: place, as: UInt64.self)
            }
            let file = try #require(try SpoolDirectory(path: directory).open(loops: 1, slots: 2).ofLoops.first)
            #expect(file.settleInterrupted() == 1)
            let recovered = try #require(file.settled(limit: 9).first?.event)
            #expect(recovered.id == intent.id)
            #expect(recovered.provider == intent.provider)
            #expect(recovered.requestedModel == intent.requestedModel)
            #expect(recovered.startedAt == intent.startedAt)
            #expect(recovered.outcome == .interrupted)
            #expect(recovered.source == .unknown)
            #expect(file.takeTorn().count == 0)
        }
    }

    @Test func aSlotThatIsGivenUpCanBeClaimedAgain() async throws {
        try await withDirectory { directory in
            let file = try #require(try SpoolDirectory(path: directory).open(loops: 1, slots: 2).ofLoops.first)
            var spool = LoopSpool(file: file)
            let claimed = spool.claim(event())
            let slot = try #require(claimed)
            spool.settle(slot, event())
            file.slot(Int(slot)).storeBytes(of: 0xff, toByteOffset: 16, as: UInt8.self)
            let released = Mutex<[Int32]>([])
            try await confirmation { confirm in
                let writer = SpoolWriter(
                    sources: [
                        .init(file: file) { slots in
                            released.withLock { $0 += slots }
                            confirm()
                        }
                    ], sink: FakeSink(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
                try await writer.drain()
                try await writer.drain()
            }
            #expect(released.withLock { $0 } == [slot])
        }
    }

    @Test func aFailingSinkLosesNothing() async throws {
        try await withDirectory { directory in
            let file = try #require(try SpoolDirectory(path: directory).open(loops: 1, slots: 600).ofLoops.first)
            var spool = LoopSpool(file: file)
            var written: Set<RequestID> = []
            for _ in 0..<600 {
                let event = event()
                written.insert(event.id)
                let claimed = spool.claim(event)
                spool.settle(try #require(claimed), event)
            }
            let sink = FakeSink()
            sink.fail(true)
            let writer = SpoolWriter(
                sources: [.init(file: file) { _ in }], sink: sink, logger: Logger(label: "test"))
            await #expect(throws: StoreError(.unavailable)) { try await writer.drain() }
            sink.fail(false)
            try await writer.drain()
            #expect(sink.events.count == 600)
            #expect(Set(sink.events.map(\.id)) == written)
        }
    }

    @Test func twoProcessesDoNotShareASpool() async throws {
        try await withDirectory { directory in
            let files = try SpoolDirectory(path: directory).open(loops: 1, slots: 2)
            #expect(throws: GatewayError.self) { try SpoolDirectory(path: directory).open(loops: 1, slots: 2) }
            #expect(files.left.isEmpty)
        }
    }

    @Test func aStrangeFileIsRefused() async throws {
        try await withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try Data(repeating: 7, count: 9000).write(to: URL(filePath: directory + "/loop-0.spool"))
            #expect(throws: GatewayError.self) { try SpoolDirectory(path: directory).open(loops: 1, slots: 2) }
        }
    }

    @Test func impossibleNumbersAreBroughtIntoBounds() {
        let usage = TokenUsage(input: -1, cachedRead: .max, cacheWrite: 0, cacheWriteLong: 7, output: 1 << 40)
        #expect(
            usage.clamped
                == TokenUsage(input: 0, cachedRead: 1 << 40, cacheWrite: 0, cacheWriteLong: 7, output: 1 << 40))
    }
}
