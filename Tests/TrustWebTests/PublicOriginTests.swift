// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOEmbedded
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(3)))
struct PublicOriginTests {
    @Test(
        arguments: [
            ("https://trust.example.com", "https://trust.example.com"),
            ("HTTPS://Trust.Example.com:443/", "https://trust.example.com"),
            ("http://10.0.0.5:8080", "http://10.0.0.5:8080"), ("https://[fd00::1]:8443", "https://[fd00::1]:8443"),
            ("http://a:80", "http://a"), ("https://a:80", "https://a:80"),
            ("trust.example.com", nil), ("ftp://a", nil), ("https://", nil), ("https://a/path", nil),
            ("https://a?x", nil), ("https://u@a", nil), ("https://a:0", nil), ("https://a:65536", nil),
            ("https://a:", nil), ("https://[::1", nil), ("https://[]", nil), ("https://a b", nil),
        ] as [(String, String?)])
    func anOriginIsReadOrRefused(text: String, expected: String?) {
        #expect(PublicOrigin(text)?.text == expected)
    }

    @Test(
        arguments: [
            ("127.0.0.1", true, "localhost:8080", true), ("127.0.0.1", true, "127.0.0.1:8080", true),
            ("127.0.0.2", true, "127.0.0.2:8080", true), ("::1", true, "[::1]:8080", true),
            ("10.0.0.5", false, "10.0.0.5:8080", true), ("10.0.0.5", false, "localhost:8080", false),
            ("10.0.0.5", false, "127.0.0.1:8080", false), ("fd00::1", false, "[fd00::1]:8080", true),
            ("0.0.0.0", false, "127.0.0.1:8080", true), ("0.0.0.0", false, "0.0.0.0:8080", false),
            ("::", false, "[::]:8080", false), ("127.0.0.1", true, "127.0.0.1:+8080", false),
            ("127.0.0.1", true, "localhost:8081", false), ("127.0.0.1", true, "trust.example:8080", false),
            ("127.0.0.1", true, "public.example", true), ("127.0.0.1", true, "PUBLIC.example:443", true),
            ("127.0.0.1", true, "public.example:8080", false), ("127.0.0.1", true, "public.example.evil", false),
            ("127.0.0.1", true, "public.example@evil", false),
        ] as [(String, Bool, String, Bool)])
    func aListenerAnswersToItsAddressAndItsPublicName(
        bound: String, isLoopback: Bool, authority: String, isAllowed: Bool
    ) {
        let configuration = ControlServerConfiguration(
            boundTo: bound, port: 8080, isLoopback: isLoopback, publicOrigin: PublicOrigin("https://public.example"))
        #expect(configuration.allows(authority: authority) == isAllowed)
    }

    @Test func behindAProxyTheOriginAndTheCookieAreThePublicOnes() async throws {
        try await Site.with(publicOrigin: PublicOrigin("https://trust.example.com")) { site in
            let visitor = try await site.visitor()
            let body = #"{"email":"bob@example.com"}"#
            func invite(_ origin: String, cookie: String = "__Host-ag2trust") async throws -> Site.Reply {
                try await site.call(
                    "POST", "/api/invitations", body,
                    headers: [
                        "Cookie": "\(cookie)=\(visitor.token)", "Origin": origin, "X-CSRF-Token": visitor.csrf,
                    ])
            }
            for origin in ["http://trust.example.com", "http://localhost", "https://evil.example", "null"] {
                #expect(try await invite(origin).status == 403, "\(origin)")
            }
            #expect(try await invite("https://trust.example.com", cookie: "ag2trust").status == 401)
            let made = try await invite("https://trust.example.com")
            #expect(made.status == 201)
            #expect(made.json["link"]?.string?.hasPrefix("https://trust.example.com/invitations/accept?token=") == true)
            #expect(made.headers["strict-transport-security"] != nil)
            let out = try await site.call(
                "DELETE", "/api/session", headers: ["Authorization": "Bearer \(visitor.token)"])
            #expect(out.headers["set-cookie"]?.hasPrefix("__Host-ag2trust=") == true)
            #expect(out.headers["set-cookie"]?.hasSuffix("; Secure") == true)
        }
    }
}
