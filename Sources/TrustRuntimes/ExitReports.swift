// SPDX-License-Identifier: Apache-2.0
private import Synchronization
package import TrustCore

/// One process's end.
package typealias ExitReport = (agent: AgentID, process: ProcessIdentity, exit: AgentExit)

/// Hands every end to whoever listens; what nobody has heard yet waits for the first listener.
final class ExitReports: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<ExitReport>.Continuation] = [:]
        var nextListener = 0
        var unheard: [ExitReport] = []
    }
    private let state = Mutex(State())

    func report(_ report: ExitReport) {
        let listeners = state.withLock { state in
            if state.listeners.isEmpty { state.unheard.append(report) }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield(report) }
    }

    func stream() -> AsyncStream<ExitReport> {
        let (stream, continuation) = AsyncStream.makeStream(of: ExitReport.self)
        let (number, unheard) = state.withLock { state in
            let number = state.nextListener
            state.nextListener += 1
            state.listeners[number] = continuation
            defer { state.unheard = [] }
            return (number, state.unheard)
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
        }
        for report in unheard { continuation.yield(report) }
        return stream
    }
}
