// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// An event loop's side of its spool file.
struct LoopSpool {
    let file: SpoolFile
    /// Last in, first out: few pages of the file are touched.
    private var free: [Int32]

    init(file: SpoolFile) {
        self.file = file
        free = file.freeSlots()
    }

    /// Claims a slot and writes the intent.
    /// - Returns: the slot; `nil` when the spool is full and the call must be refused.
    mutating func claim(_ intent: UsageEvent) -> Int32? {
        guard let slot = free.popLast() else { return nil }
        file.willUse(Int(slot))
        SpoolSlot.open(file.slot(Int(slot)), intent)
        return slot
    }

    /// Completes a claimed slot.
    func settle(_ slot: Int32, _ event: UsageEvent) { SpoolSlot.settle(file.slot(Int(slot)), event) }

    /// Takes slots back that the writer has freed.
    mutating func release(_ slots: [Int32]) { free += slots }
}
