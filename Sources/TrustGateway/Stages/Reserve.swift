// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension LoopContext {
    /// The stage that claims a call's place in the spool, before any provider is called: what can't be metered is
    /// refused.
    func reserve(_ intent: UsageEvent) throws(Refusal) -> Int32 {
        guard let slot = spool.claim(intent) else {
            counters.spoolFull += 1
            throw .spoolFull
        }
        return slot
    }
}
