// SPDX-License-Identifier: Apache-2.0
import NIOHTTP1
import Testing
import TrustCore

@testable import TrustGateway

@Suite(.timeLimit(.minutes(2)))
struct LeaseMoveTests {
    /// A leased agent under one token and one lease, whose key is one version's.
    private static func agent(_ version: CredentialVersionID, like first: GatewayAgent, port: Int) -> GatewayAgent {
        var target = first.route[0]
        target.version = version
        target.endpoint = UpstreamEndpoint(isTLS: false, host: "127.0.0.1", port: port, pathPrefix: "")
        return GatewayAgent(
            id: first.id, organization: first.organization, type: first.type, delivery: .leased,
            tokenHash: first.tokenHash, route: [target], defaultMaxTokens: nil)
    }

    @Test func noCallFailsWhileALeaseMovesFromKeyToKey() async throws {
        let (old, new) = (
            try await StubUpstream.start { _ in .whole(200, [], #"{"object":"chat.completion"}"#) },
            try await StubUpstream.start { _ in .whole(200, [], #"{"object":"chat.completion"}"#) }
        )
        try await GatewayFixture.run(upstream: old.port) { gateway in
            let (base, credential) = gateway.address(.openai, .leased)
            let first = gateway.agent(.openai, .leased)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var failures = 0
                        for _ in 0..<100 {
                            let answer = try await call(
                                .POST, base + "/v1/chat/completions",
                                headers: [("authorization", "Bearer \(credential)")],
                                body: #"{"model":"gpt-4o-mini","messages":[]}"#)
                            if answer.status != 200 { failures += 1 }
                        }
                        return failures
                    }
                }
                for number in 1...20 {
                    let version = CredentialVersionID.make()
                    gateway.opener.set(GatewayFixture.key(.openai), for: version)
                    let moved = Self.agent(version, like: first, port: number == 20 ? new.port : old.port)
                    gateway.snapshots.set(GatewaySnapshot(generation: UInt64(1 + number), agents: [moved]))
                    try await gateway.server.publish()
                    try await Task.sleep(for: .milliseconds(5))
                }
                for try await failures in group { #expect(failures == 0) }
            }
            let last = try await call(
                .POST, base + "/v1/chat/completions", headers: [("authorization", "Bearer \(credential)")],
                body: #"{"model":"gpt-4o-mini","messages":[]}"#)
            #expect(last.status == 200)
            #expect(!new.received.isEmpty)
        }
        await old.stop()
        await new.stop()
    }
}
