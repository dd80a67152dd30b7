// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TrustCore

/// A runtime whose processes are entries of a list.
final class FakeDriver: RuntimeDriver {
    /// One process that was asked for.
    struct Run: Sendable {
        var launch: AgentLaunch
        var process: ProcessIdentity
        var keyName: String?
        var key: String?
        var token: String?
        var isCancelled = false
        var isAlive = true
    }

    private struct State {
        var runs: [Run] = []
        var refusesPrepare = false
        var refusesRelease = false
        var removed: [AgentID] = []
        var held = Isolation(Set(Isolation.Protection.allCases))
    }
    private let state = Mutex(State())
    private let stream: AsyncStream<(agent: AgentID, process: ProcessIdentity, exit: AgentExit)>
    private let source: AsyncStream<(agent: AgentID, process: ProcessIdentity, exit: AgentExit)>.Continuation

    init() { (stream, source) = AsyncStream.makeStream() }

    var runs: [Run] { state.withLock { $0.runs } }
    var removed: [AgentID] { state.withLock { $0.removed } }
    func refusePrepare() { state.withLock { $0.refusesPrepare = true } }
    func refuseRelease() { state.withLock { $0.refusesRelease = true } }

    /// A process ends by itself.
    func end(_ agent: AgentID, _ exit: AgentExit) {
        let process = state.withLock { state -> ProcessIdentity? in
            guard let index = state.runs.lastIndex(where: { $0.launch.agent == agent && $0.isAlive }) else {
                return nil
            }
            state.runs[index].isAlive = false
            return state.runs[index].process
        }
        if let process { source.yield((agent, process, exit)) }
    }

    /// What every launcher of it says of itself.
    var held: Isolation {
        get { state.withLock { $0.held } }
        set { state.withLock { $0.held = newValue } }
    }

    func isolation() async -> Isolation { held }
    func isolation(of agent: AgentID) async -> Isolation? { held }

    func prepare(_ launch: AgentLaunch) async throws -> any PreparedAgent {
        let process = try state.withLock { state in
            if state.refusesPrepare { throw FakeError() }
            let process = ProcessIdentity(pid: Int32(1000 + state.runs.count), startTicks: 7)
            state.runs.append(Run(launch: launch, process: process))
            return process
        }
        return Prepared(driver: self, process: process)
    }

    func adopt(_ process: ProcessIdentity, agent: AgentID) async -> Bool {
        state.withLock { $0.runs.contains { $0.process == process && $0.isAlive } }
    }

    func stop(_ process: ProcessIdentity, agent: AgentID, grace: Duration) async {
        let wasAlive = change(process) { run in
            defer { run.isAlive = false }
            return run.isAlive
        }
        if wasAlive == true { source.yield((agent, process, .signal(15))) }
    }

    func exits() -> AsyncStream<(agent: AgentID, process: ProcessIdentity, exit: AgentExit)> { stream }

    func logs(of agent: AgentID, lastBytes: Int) async throws -> [UInt8] { Array("hello from \(agent)\n".utf8) }

    func output(of agent: AgentID, after position: Int64?, limit: Int) async throws -> OutputPart {
        let all = try await logs(of: agent, lastBytes: limit) + Array("half a line".utf8)
        let start = min(Int(position ?? 0), all.count)
        return OutputPart(bytes: Array(all[start...]), position: Int64(all.count))
    }

    func remove(_ agent: AgentID) async { state.withLock { $0.removed.append(agent) } }

    @discardableResult
    private func change<R: Sendable>(_ process: ProcessIdentity, _ body: @Sendable (inout Run) -> R) -> R? {
        state.withLock { state in
            state.runs.firstIndex { $0.process == process }.map { body(&state.runs[$0]) }
        }
    }

    private struct Prepared: PreparedAgent {
        let driver: FakeDriver
        let process: ProcessIdentity
        var isolation: Isolation { driver.held }

        func release(key: consuming SecretVariable, token: consuming SecretVariable) async throws {
            if driver.state.withLock({ $0.refusesRelease }) { throw FakeError() }
            let (name, keyText, tokenText) = (key.name, text(of: key.value), text(of: token.value))
            driver.change(process) { run in
                (run.keyName, run.key, run.token) = (name, keyText, tokenText)
            }
        }

        func cancel() async {
            driver.change(process) { run in
                run.isCancelled = true
                run.isAlive = false
            }
        }
    }
}

/// A failure that the runtime may have.
struct FakeError: Error {}

/// Counts what the gateway was told; keeps nothing.
final class FakePublisher: SnapshotPublisher, UsageFlush {
    private let source: any SnapshotSource
    private let state = Mutex<[GatewaySnapshot]>([])
    init(source: any SnapshotSource) { self.source = source }
    var snapshots: [GatewaySnapshot] { state.withLock { $0 } }
    func publish() async throws {
        let snapshot = try await source.load()
        state.withLock { $0.append(snapshot) }
    }
    func flush() async {}
}

func text(of secret: borrowing SecretBytes) -> String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }
func secret(_ text: String) -> SecretBytes { SecretBytes(copying: Array(text.utf8)) }
