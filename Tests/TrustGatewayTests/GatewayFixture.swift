// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import TrustCore

@testable import TrustGateway

/// A gateway on loopback, with an agent of each delivery for each provider type, all pointing at one stub.
struct GatewayFixture: Sendable {
    static let prices: [String: ModelPrice] = [
        "gpt-4o-mini": ModelPrice(input: 150_000, output: 600_000, cachedRead: 75_000),
        "claude-sonnet-4-20250514": ModelPrice(
            input: 3_000_000, output: 15_000_000, cachedRead: 300_000, cacheWrite: 3_750_000, cacheWriteLong: 6_000_000),
    ]

    let server: GatewayServer
    let snapshots: FakeSnapshots
    let sink: FakeSink
    let opener: FakeOpener
    let inbox: FakeInbox
    let agents: [GatewayAgent]
    let base: String
    let directory: String

    static let tokens = ["token-openai-env", "token-openai-leased", "token-anthropic-env", "token-anthropic-leased"]
    /// The provider's real keys.
    static func key(_ type: ProviderType) -> String { "sk-\(type.rawValue)-real-key-0123456789" }

    static func agent(
        _ type: ProviderType, _ delivery: CredentialDelivery, token: String, ports: [Int], host: String = "127.0.0.1",
        isTLS: Bool = false
    ) -> GatewayAgent {
        GatewayAgent(
            id: .make(), organization: .make(), type: .make(), delivery: delivery, tokenHash: tokenHash(token),
            route: ports.map { port in
                RouteTarget(
                    provider: .make(), type: type, version: .make(), lease: .make(),
                    fingerprint: testFingerprint(of: key(type)),
                    endpoint: UpstreamEndpoint(isTLS: isTLS, host: host, port: port, pathPrefix: ""),
                    model: "gpt-4o-mini")
            }, defaultMaxTokens: nil)
    }

    func agent(_ type: ProviderType, _ delivery: CredentialDelivery) -> GatewayAgent {
        agents[(type == .openai ? 0 : 2) + (delivery == .env ? 0 : 1)]
    }

    /// Where and with what an agent calls.
    func address(_ type: ProviderType, _ delivery: CredentialDelivery) -> (base: String, credential: String) {
        switch delivery {
        case .env: ("\(base)/a/\(agent(type, .env).id)", Self.key(type))
        case .leased: (base, Self.tokens[type == .openai ? 1 : 3])
        }
    }

    /// Runs a gateway, calls `body`, and shuts it down in order.
    static func run(
        upstream port: Int, holdsKeys: Bool = true, agents given: [GatewayAgent]? = nil,
        directory given2: String? = nil, configure: (inout GatewayConfiguration) -> Void = { _ in },
        body: (GatewayFixture) async throws -> Void
    ) async throws {
        let directory = given2 ?? NSTemporaryDirectory() + "ag2trust-gateway-\(UUID().uuidString)"
        defer { if given2 == nil { try? FileManager.default.removeItem(atPath: directory) } }
        var configuration = GatewayConfiguration(
            addresses: [.init(host: "127.0.0.1", port: 0)], eventLoops: 2, spoolDirectory: directory,
            mayConnect: { _, address in address == "127.0.0.1" })
        configuration.timeouts.tick = .milliseconds(20)
        configuration.limits.spoolSlots = 256
        configure(&configuration)
        let agents =
            given
            ?? [
                agent(.openai, .env, token: tokens[0], ports: [port]),
                agent(.openai, .leased, token: tokens[1], ports: [port]),
                agent(.anthropic, .env, token: tokens[2], ports: [port]),
                agent(.anthropic, .leased, token: tokens[3], ports: [port]),
            ]
        let snapshots = FakeSnapshots(GatewaySnapshot(generation: 1, agents: agents, prices: prices))
        let opener = FakeOpener()
        if holdsKeys {
            for target in agents.flatMap(\.route) { opener.set(key(target.type), for: target.version) }
        }
        let fixture = try await make(configuration, snapshots, opener, agents, directory)
        let group = ServiceGroup(services: [fixture.server], gracefulShutdownSignals: [], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let result: Result<Void, any Error>
            do {
                let ports = try await fixture.server.ports()
                try await fixture.server.publish()
                result = .success(try await body(fixture.at(ports[0])))
            } catch {
                result = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    private static func make(
        _ configuration: GatewayConfiguration, _ snapshots: FakeSnapshots, _ opener: FakeOpener,
        _ agents: [GatewayAgent], _ directory: String
    ) async throws -> GatewayFixture {
        let sink = FakeSink()
        let inbox = FakeInbox()
        let server = GatewayServer(
            configuration: configuration, snapshots: snapshots, sink: sink, opener: opener, inbox: inbox,
            permits: FakePermits(), toolClient: FakeToolClient(), fingerprint: { testFingerprint($0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return GatewayFixture(
            server: server, snapshots: snapshots, sink: sink, opener: opener, inbox: inbox, agents: agents, base: "",
            directory: directory)
    }

    private init(
        server: GatewayServer, snapshots: FakeSnapshots, sink: FakeSink, opener: FakeOpener, inbox: FakeInbox,
        agents: [GatewayAgent], base: String, directory: String
    ) {
        self.server = server
        self.snapshots = snapshots
        self.sink = sink
        self.opener = opener
        self.inbox = inbox
        self.agents = agents
        self.base = base
        self.directory = directory
    }

    private func at(_ port: Int) -> GatewayFixture {
        GatewayFixture(
            server: server, snapshots: snapshots, sink: sink, opener: opener, inbox: inbox, agents: agents,
            base: "http://127.0.0.1:\(port)", directory: directory)
    }

    var port: Int { Int(base.split(separator: ":").last ?? "") ?? 0 }

    /// Waits until as many calls are settled and written away.
    func events(_ count: Int) async throws -> [UsageEvent] {
        for _ in 0..<500 {
            if sink.events.count >= count { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        return sink.events
    }
}

struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: String
}

/// One request, its whole answer.
func call(
    _ method: HTTPMethod = .POST, _ url: String, headers: [(String, String)] = [], body: String? = nil
) async throws -> Answer {
    var request = HTTPClientRequest(url: url)
    request.method = method
    request.headers = HTTPHeaders(headers)
    if let body { request.body = .bytes(ByteBuffer(string: body)) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    let bytes = try await response.body.collect(upTo: 64 << 20)
    return Answer(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
}
