// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization
import TrustCore

/// A file of slots, mapped into memory and shared with the kernel: what is written survives the process.
///
/// One event loop claims and settles slots, one writer reads and frees settled ones; the state word of a slot says
/// whose it is, and is the only word that both touch.
final class SpoolFile: Sendable {
    private static let magic: UInt64 = 0x3130_4c4f_5053_4741  // "AGSPOL01"
    private static let headerSize = 4096

    let path: String
    let slots: Int
    // Mapped memory, valid until `deinit`; its words are divided between the two sides as said above.
    private nonisolated(unsafe) let base: UnsafeMutableRawPointer
    private let descriptor: Int32
    /// Slots from here on have never been claimed since the file was opened, and are free: nobody need look at them.
    private let used: Atomic<Int>
    /// Torn slots that were freed, and those of them that the claiming side does not know to be free.
    private let torn = Mutex<(count: Int, unknown: [Int32])>((0, []))

    /// Opens a spool file, or makes one.
    /// - Throws: `GatewayError.spoolInUse` where another process has it, `.spoolUnusable` for anything else.
    init(path: String, slots wanted: Int) throws(GatewayError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw GatewayError(.spoolUnusable, "The spool file can't be opened.") }
        var isReady = false
        defer { if !isReady { close(descriptor) } }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw GatewayError(.spoolInUse, "Another process uses the spool.")
        }
        var header: (magic: UInt64, slotSize: UInt64, slots: UInt64) = (0, 0, 0)
        let read = withUnsafeMutableBytes(of: &header) { pread(descriptor, $0.baseAddress, $0.count, 0) }
        let isNew = read < 24 || header.magic == 0
        if isNew {
            // The magic is written last: a file without it was never used.
            guard ftruncate(descriptor, 0) == 0,
                posix_fallocate(descriptor, 0, off_t(Self.headerSize + wanted * SpoolSlot.size)) == 0
            else { throw GatewayError(.spoolUnusable, "There is no room for the spool file.") }
            header = (Self.magic, UInt64(SpoolSlot.size), UInt64(wanted))
            guard withUnsafeBytes(of: &header, { pwrite(descriptor, $0.baseAddress, $0.count, 0) }) == 24 else {
                throw GatewayError(.spoolUnusable, "The spool file can't be written.")
            }
        }
        // The header is outside input until it is checked, also for numbers that would overflow.
        guard header.magic == Self.magic, header.slotSize == SpoolSlot.size, header.slots <= 1 << 24 else {
            throw GatewayError(.spoolUnusable, "The spool file is not one of ours, or is damaged.")
        }
        let length = Self.headerSize + Int(header.slots) * SpoolSlot.size
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size == off_t(length) else {
            throw GatewayError(.spoolUnusable, "The spool file has not the length that it says.")
        }
        guard
            let mapped = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), mapped != MAP_FAILED
        else { throw GatewayError(.spoolUnusable, "The spool file can't be mapped.") }
        self.path = path
        self.descriptor = descriptor
        slots = Int(header.slots)
        base = mapped
        isReady = true
        used = Atomic(0)
        if !isNew {
            let last = (0..<slots).last { SpoolSlot.state(slot($0)) != .free }
            used.store(last.map { $0 + 1 } ?? 0, ordering: .relaxed)
        }
    }

    deinit {
        munmap(base, Self.headerSize + slots * SpoolSlot.size)
        close(descriptor)
    }

    /// Notes, on the claiming side, that a slot will be used.
    func willUse(_ index: Int) {
        if index >= used.load(ordering: .relaxed) { used.store(index + 1, ordering: .releasing) }
    }

    func slot(_ index: Int) -> UnsafeMutableRawPointer { base + Self.headerSize + index * SpoolSlot.size }

    /// Settles what a process left open when it ended: such a call's tokens are unknown.
    /// - Returns: how many there were.
    func settleInterrupted() -> Int {
        var count = 0
        for index in 0..<used.load(ordering: .acquiring) {
            let state = SpoolSlot.state(slot(index))
            if state == .free { continue }
            let whole = SpoolSlot.read(slot(index))
            if state == .settled, whole != nil { continue }
            guard var event = whole ?? SpoolSlot.readIntent(slot(index)) else {
                SpoolSlot.setState(slot(index), .free)
                torn.withLock { $0.count += 1 }
                continue
            }
            event.outcome = .interrupted
            event.source = .unknown
            event.usage = TokenUsage()
            event.cost = nil
            SpoolSlot.settle(slot(index), event)
            count += 1
        }
        return count
    }

    /// Up to `limit` settled slots with their events. Torn ones are freed.
    func settled(limit: Int) -> [(slot: Int, event: UsageEvent)] {
        var found: [(slot: Int, event: UsageEvent)] = []
        for index in 0..<used.load(ordering: .acquiring) where SpoolSlot.state(slot(index)) == .settled {
            guard let event = SpoolSlot.read(slot(index)) else {
                SpoolSlot.setState(slot(index), .free)
                torn.withLock {
                    $0.count += 1
                    $0.unknown.append(Int32(index))
                }
                continue
            }
            found.append((index, event))
            if found.count == limit { break }
        }
        return found
    }

    /// What was torn since the last time: how many slots, and which of them `settled` has freed.
    func takeTorn() -> (count: Int, freed: [Int32]) {
        torn.withLock { torn in
            defer { torn = (0, []) }
            return (torn.count, torn.unknown)
        }
    }

    /// The slots that can be claimed, as far as the file knows.
    func freeSlots() -> [Int32] {
        let used = used.load(ordering: .acquiring)
        return (0..<slots).reversed().compactMap { $0 >= used || SpoolSlot.state(slot($0)) == .free ? Int32($0) : nil }
    }

    /// Whether every slot is free.
    var isEmpty: Bool { (0..<used.load(ordering: .acquiring)).allSatisfy { SpoolSlot.state(slot($0)) == .free } }

    /// Writes what changed to the disk; may take as long as the disk does.
    func synchronize() { msync(base, Self.headerSize + slots * SpoolSlot.size, MS_SYNC) }

    func remove() { unlink(path) }
}
