// SPDX-License-Identifier: Apache-2.0
import Logging
import NIOPosix
import TrustCore

/// Writes settled calls away, in batches, and frees their slots.
struct SpoolWriter: Sendable {
    /// A file, and who is told of its freed slots; nobody where no event loop uses the file any more.
    struct Source: Sendable {
        let file: SpoolFile
        let released: (@Sendable ([Int32]) -> Void)?
    }

    /// Calls in one transaction. Each batch costs a walk over the file and two syncs.
    static let batch = 2048
    private static let interval = Duration.milliseconds(200)

    let sources: [Source]
    let sink: any UsageSink
    let logger: Logger
    /// One drain at a time: a slot that two have read would be given back twice.
    private let turn = Turn()

    init(sources: [Source], sink: any UsageSink, logger: Logger) {
        self.sources = sources
        self.sink = sink
        self.logger = logger
    }

    /// Drains every 200 ms until cancelled. A failing sink is tried again, less and less often, up to every 5 s;
    /// meanwhile the slots stay as they are.
    func run() async {
        var pause = Self.interval
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: pause)
            } catch { return }
            do {
                try await drain()
                pause = Self.interval
            } catch {
                logger.error("usage could not be written away", metadata: ["error": "\(type(of: error))"])
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    /// Writes everything away that is settled now.
    /// - Throws: what the sink throws; nothing is lost then.
    func drain() async throws {
        await turn.begin()
        defer { turn.end() }
        for source in sources {
            var hasChanged = false
            while true {
                let settled = source.file.settled(limit: Self.batch)
                if settled.isEmpty { break }
                hasChanged = true
                // On the disk before it is anywhere else: power may fail between the two.
                try await synchronize(source.file)
                try await sink.record(settled.map { $0.event })
                for entry in settled { SpoolSlot.setState(source.file.slot(entry.slot), .free) }
                source.released?(settled.map { Int32($0.slot) })
                if settled.count < Self.batch { break }
            }
            let torn = source.file.takeTorn()
            if torn.count > 0 {
                logger.error("damaged slots of the spool were given up", metadata: ["slots": "\(torn.count)"])
                if !torn.freed.isEmpty { source.released?(torn.freed) }
            }
            if !hasChanged { try await synchronize(source.file) }
            if source.released == nil, source.file.isEmpty { source.file.remove() }
        }
    }

    /// `msync` waits for the disk, so it has a thread of its own.
    private func synchronize(_ file: SpoolFile) async throws {
        try await NIOThreadPool.singleton.runIfActive { file.synchronize() }
    }
}
