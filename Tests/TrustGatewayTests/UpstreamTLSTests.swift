// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
import Testing
import TrustCore

@testable import TrustGateway

@Suite(.serialized, .timeLimit(.minutes(5))) struct UpstreamTLSTests {
    /// For the stub alone: valid for `localhost` and 127.0.0.1.
    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgkLAEnrAUa88q8Z/g
        mzDWODOZY9yJ6x8noMLY1K10/RqhRANCAARMQEMrIV6U7F7+4VG24BbCF+jaYQ/W
        Du4s6FYUiFOVm927R4OkFmb+SYOocvo7UI8n0K2NueFEr3Zl7yKgb8u2
        -----END PRIVATE KEY-----
        """
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBkTCCATegAwIBAgIUFfc5YAFpXJe/S1NIBKvxETZzn1EwCgYIKoZIzj0EAwIw
        DzENMAsGA1UEAwwEc3R1YjAgFw0yNjExMjIxOTA0MzZaGA8yMTI2MTAyOTE5MDQz
        NlowDzENMAsGA1UEAwwEc3R1YjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABExA
        QyshXpTsXv7hUbbgFsIX6NphD9YO7izoVhSIU5Wb3btHg6QWZv5Jg6hy+jtQjyfQ
        rY254USvdmXvIqBvy7ajbzBtMB0GA1UdDgQWBBTsjr/C69yHENTmhvrhoYy65jad
        yDAfBgNVHSMEGDAWgBTsjr/C69yHENTmhvrhoYy65jadyDAPBgNVHRMBAf8EBTAD
        AQH/MBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAKBggqhkjOPQQDAgNIADBF
        AiEA+L804Y9qYMPAe/1v2oNy+N8BjtG6a6m3s9takrL7MzYCIA50QHv/qq+CqvDz
        hmd3fHyCjtWjAuWp6EU8SPfhM56a
        -----END CERTIFICATE-----
        """

    private func withStub(
        trusted: Bool, host: String, _ body: (GatewayFixture, StubUpstream) async throws -> Void
    ) async throws {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(Self.certificate.utf8)).map {
            NIOSSLCertificateSource.certificate($0)
        }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain,
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(Self.key.utf8), format: .pem)))
        tls.applicationProtocols = ["h2", "http/1.1"]
        let stub = try await StubUpstream.start(tls: try NIOSSLContext(configuration: tls), EndToEndTests.provider)
        let file = NSTemporaryDirectory() + "ag2trust-roots-\(UUID().uuidString).pem"
        try Self.certificate.write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let agent = GatewayFixture.agent(
            .openai, .leased, token: "t", ports: [stub.port], host: host, isTLS: true)
        try await GatewayFixture.run(upstream: 0, agents: [agent]) {
            $0.trustRootsFile = trusted ? file : nil
        } body: {
            try await body($0, stub)
        }
        await stub.stop()
    }

    private func ask(_ gateway: GatewayFixture) async throws -> Answer {
        try await call(
            .POST, gateway.base + "/v1/chat/completions", headers: [("authorization", "Bearer t")],
            body: EndToEndTests.body(.openai))
    }

    @Test(arguments: ["localhost", "127.0.0.1"]) func aTrustedProviderIsCalledInPrivate(host: String) async throws {
        try await withStub(trusted: true, host: host) { gateway, stub in
            for _ in 0..<3 {
                let answer = try await ask(gateway)
                #expect(answer.status == 200)
                #expect(answer.body == EndToEndTests.openAIReply)
            }
            #expect(stub.received.count == 3)
        }
    }

    @Test func aProviderThatCannotProveItselfGetsNothing() async throws {
        try await withStub(trusted: false, host: "localhost") { gateway, stub in
            let answer = try await ask(gateway)
            #expect(answer.status == 502)
            #expect(stub.received.isEmpty)
        }
    }

    @Test func aProviderThatNeverShakesHandsIsGivenUp() async throws {
        // Takes connections and says nothing.
        let opened = Mutex<[any Channel]>([])
        let silent = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                opened.withLock { $0.append(channel) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(silent.localAddress?.port)
        let agent = GatewayFixture.agent(.openai, .leased, token: "t", ports: [port], isTLS: true)
        try await GatewayFixture.run(upstream: 0, agents: [agent]) {
            $0.timeouts.connect = .milliseconds(300)
        } body: { gateway in
            #expect(try await ask(gateway).status == 504)
            #expect(try await gateway.events(1).map(\.outcome) == [.timedOut])
            #expect(opened.withLock(\.count) == 1)
            var isClosed = false
            for _ in 0..<800 where !isClosed {
                try await Task.sleep(for: .milliseconds(10))
                isClosed = opened.withLock { $0.allSatisfy { !$0.isActive } }
            }
            #expect(isClosed)
        }
        try await silent.close()
    }

    @Test func anAddressThatIsNotAllowedGetsNothing() async throws {
        let stub = try await StubUpstream.start(EndToEndTests.provider)
        try await GatewayFixture.run(upstream: stub.port) {
            $0.mayConnect = { _, _ in false }
        } body: { gateway in
            let (base, credential) = gateway.address(.openai, .leased)
            let answer = try await call(
                .POST, base + "/v1/chat/completions", headers: [("authorization", "Bearer \(credential)")],
                body: EndToEndTests.body(.openai))
            #expect(answer.status == 502)
            #expect(stub.received.isEmpty)
        }
        await stub.stop()
    }
}
