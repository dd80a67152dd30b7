// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TrustControl
package import TrustCore

/// What a handler tells of its answer that does not stand in the answer.
package final class AnswerNotes: Sendable {
    private struct State {
        var showsSecret = false
        var limit: LimitDecision?
    }
    private let state = Mutex(State())

    package init() {}

    /// The answer shows something that is shown once: it is not to be kept.
    package func showsSecret() { state.withLock { $0.showsSecret = true } }

    /// A further limit was taken from; the tighter one is what the answer's headers tell.
    package func note(_ limit: LimitDecision?) {
        guard let limit else { return }
        state.withLock { state in
            if state.limit.map({ limit.remaining < $0.remaining }) ?? true { state.limit = limit }
        }
    }

    var hasSecret: Bool { state.withLock(\.showsSecret) }
    var limit: LimitDecision? { state.withLock(\.limit) }
}
