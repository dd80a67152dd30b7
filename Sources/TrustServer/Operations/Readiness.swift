// SPDX-License-Identifier: Apache-2.0
private import Synchronization

/// Whether the server may be sent work: false until both listeners are bound and the operator has been told of them.
package final class Readiness: Sendable {
    private let state = Atomic(false)

    package init() {}
    package var isReady: Bool { state.load(ordering: .acquiring) }
    package func becomeReady() { state.store(true, ordering: .releasing) }
}
