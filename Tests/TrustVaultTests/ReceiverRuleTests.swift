// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustOutbound
import TrustVault

/// Where customers may have answers sent to.
struct ReceiverRuleTests {
    private let strict = ReceiverRule(
        allowsLoopback: false, ownPorts: [8080], ownHosts: ["203.0.113.7", "trust.example"])
    private let developing = ReceiverRule(allowsLoopback: true, ownPorts: [8080], ownHosts: ["127.0.0.1"])

    @Test(arguments: [
        "10.0.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
        "100.127.255.255", "0.0.0.0", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.2.1",
        "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.0.0.1", "192.88.99.1", "::", "::1", "fe80::1", "fc00::1",
        "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::a00:1",
        "64:ff9b:1::1", "2002:a00:1::", "2001::1", "2001:db8::1", "100::1", "3fff::1", "5f00::1", "nonsense",
    ])
    func whatIsNotPlainlyOnTheInternetIsRefused(address: String) throws {
        #expect(!PublicAddress.isPublic(address))
        let endpoint = UpstreamEndpoint(isTLS: true, host: "receiver.example", port: 443, pathPrefix: "")
        #expect(throws: ReceiverRule.Refusal.privateAddress) { try strict.check(endpoint, address: address) }
    }

    @Test(arguments: ["8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1", "2a00:1450:4001:80e::200e"])
    func theInternetIsAllowed(address: String) throws {
        #expect(PublicAddress.isPublic(address))
        let endpoint = UpstreamEndpoint(isTLS: true, host: "receiver.example", port: 443, pathPrefix: "")
        try strict.check(endpoint, address: address)
    }

    @Test(arguments: [
        ("http://receiver.example/", ReceiverRule.Refusal.needsTLS), ("http://8.8.8.8/", .needsTLS),
        ("http://127.0.0.1:9/", .privateAddress), ("https://[::1]/", .privateAddress),
        ("http://localhost:9/", .needsTLS), ("https://user@receiver.example/", .hasCredentials),
        ("https://user:pass@receiver.example/", .hasCredentials), ("https://receiver.example/#x", .notAURL),
        ("ftp://receiver.example/", .notAURL), ("https://", .notAURL), ("", .notAURL), ("receiver.example", .notAURL),
        ("https://0x7f.1/a b", .notAURL), ("https://re\\ceiver.example/", .notAURL),
    ])
    func anAddressIsReadStrictly(url: String, refusal: ReceiverRule.Refusal) {
        #expect(throws: refusal) { _ = try strict.read(url) }
    }

    @Test func pathAndQueryGoAlong() throws {
        let (endpoint, path) = try strict.read("https://receiver.example:8443/v1/hook%20x?a=b&c")
        #expect(endpoint.origin == "https://receiver.example:8443")
        #expect(path == "/v1/hook%20x?a=b&c")
        #expect(try strict.read("https://receiver.example").path == "/")
    }

    @Test func loopbackIsForDevelopingAndNeverOurOwnPorts() throws {
        _ = try developing.read("http://127.0.0.1:9999/hook")
        _ = try developing.read("http://localhost:9999/hook")
        #expect(throws: ReceiverRule.Refusal.ownListener) { _ = try developing.read("http://127.0.0.1:8080/") }
        #expect(throws: ReceiverRule.Refusal.ownListener) { _ = try developing.read("http://[::1]:8080/") }
        let named = UpstreamEndpoint(isTLS: false, host: "localhost", port: 8080, pathPrefix: "")
        #expect(throws: ReceiverRule.Refusal.ownListener) { try developing.check(named, address: "127.0.0.1") }
        let outside = UpstreamEndpoint(isTLS: false, host: "receiver.example", port: 80, pathPrefix: "")
        #expect(throws: ReceiverRule.Refusal.needsTLS) { try developing.check(outside, address: "8.8.8.8") }
        let own = UpstreamEndpoint(isTLS: true, host: "trust.example", port: 8080, pathPrefix: "")
        #expect(throws: ReceiverRule.Refusal.ownListener) { try strict.check(own, address: "8.8.8.8") }
    }

    @Test func aNameIsLookedUpOnceAndEveryAddressOfItIsJudged() async throws {
        let client = ReceiverClient(rule: strict) { _ in ["8.8.8.8", "10.0.0.1"] }
        let outcome = try await client.post([], to: "https://receiver.example/", headers: [])
        #expect(outcome == .notAllowed)
        let none = ReceiverClient(rule: strict) { _ in [] }
        #expect(try await none.post([], to: "https://receiver.example/", headers: []) == .unreachable)
    }
}

struct WebhookSignatureTests {
    @Test func theSignatureIsTheHMACOfTheBodyUnderTheWholeSecret() {
        // From Python: hmac.new(b"key", b"The quick brown fox jumps over the lazy dog", "sha256").hexdigest()
        let header = WebhookSignature.header(
            for: Array("The quick brown fox jumps over the lazy dog".utf8), secret: SecretBytes(copying: "key".utf8))
        #expect(header == "sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8")
    }
}
