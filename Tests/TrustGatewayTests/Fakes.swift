// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Synchronization
import TrustCore

@testable import TrustGateway

/// Where the gateway learns what it may do, settable.
final class FakeSnapshots: SnapshotSource {
    private let state: Mutex<GatewaySnapshot>
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init(_ snapshot: GatewaySnapshot) {
        state = Mutex(snapshot)
        (stream, continuation) = AsyncStream.makeStream()
    }

    func set(_ snapshot: GatewaySnapshot, announces: Bool = false) {
        state.withLock { $0 = snapshot }
        if announces { continuation.yield() }
    }
    func load() async throws -> GatewaySnapshot { state.withLock { $0 } }
    func changes() -> AsyncStream<Void> { stream }
}

final class FakeSink: UsageSink {
    private let state = Mutex<(events: [UsageEvent], fails: Bool)>(([], false))
    var events: [UsageEvent] { state.withLock(\.events) }
    func fail(_ fails: Bool) { state.withLock { $0.fails = fails } }
    func record(_ events: [UsageEvent]) async throws {
        try state.withLock {
            if $0.fails { throw StoreError(.unavailable) }
            $0.events += events
        }
    }
}

final class FakeOpener: CredentialOpener {
    private let state = Mutex<(keys: [CredentialVersionID: String], openings: Int)>(([:], 0))
    func set(_ key: String?, for version: CredentialVersionID) { state.withLock { $0.keys[version] = key } }
    var openings: Int { state.withLock(\.openings) }
    func open(
        _ version: CredentialVersionID, reason: OpeningReason, actor: Actor, agent: AgentID?
    ) async throws -> SecretBytes {
        let key = state.withLock { state in
            if reason == .gatewayLease, actor == .system("gateway") { state.openings += 1 }
            return state.keys[version]
        }
        guard let key else { throw StoreError(.unavailable) }
        return SecretBytes(copying: Array(key.utf8))
    }
}

final class FakeInbox: AgentInbox {
    struct State {
        var messages: [ChannelMessage] = []
        var replies: [ChannelReply] = []
        var cancelled = 0
    }
    private let state = Mutex(State())
    var replies: [ChannelReply] { state.withLock(\.replies) }
    var cancelled: Int { state.withLock(\.cancelled) }
    func put(_ message: ChannelMessage) { state.withLock { $0.messages.append(message) } }

    func next(for agent: AgentID, within limit: Duration) async throws -> ChannelMessage? {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if let message = state.withLock({ $0.messages.isEmpty ? nil : $0.messages.removeFirst() }) {
                return message
            }
            do { try await Task.sleep(for: .milliseconds(10)) } catch {
                state.withLock { $0.cancelled += 1 }
                throw error
            }
        }
        return nil
    }
    func reply(_ reply: ChannelReply, from agent: AgentID) async throws {
        state.withLock { $0.replies.append(reply) }
    }
}

final class FakePermits: ToolPermits {
    private let used = Mutex(0)
    func take(_ tool: AgentTool, for agent: AgentID, at moment: Timestamp) async throws -> LimitDecision {
        let count = used.withLock { count in
            count += 1
            return count
        }
        return LimitDecision(
            allowed: count <= 2, limit: 2, remaining: Int64(max(0, 2 - count)), resetsAt: moment.adding(seconds: 30))
    }
    func tools(of agent: AgentID) async throws -> [AgentTool] { [.readFile, .httpGet, .httpPost] }
}

struct FakeToolClient: ToolHTTPClient {
    func call(_ tool: AgentTool, _ request: ToolRequest) async throws -> ToolResponse {
        ToolResponse(
            permitted: true, status: 200, headers: ["content-type": "text/plain"],
            body: "\(tool.rawValue) of \(request.url ?? "") \(request.body ?? "")")
    }
}

/// A stand-in for the vault's keyed fingerprint.
func testFingerprint(_ bytes: UnsafeRawBufferPointer) -> KeyFingerprint {
    let code = HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: Array("fingerprints".utf8)))
    guard let print = KeyFingerprint(Array(code.prefix(16))) else { preconditionFailure("sixteen bytes") }
    return print
}

func testFingerprint(of key: String) -> KeyFingerprint {
    Array(key.utf8).withUnsafeBytes { testFingerprint($0) }
}

func tokenHash(_ token: String) -> Digest32 {
    guard let digest = Digest32(SHA256.hash(data: Array(token.utf8))) else { preconditionFailure("thirty-two bytes") }
    return digest
}
