// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

struct BaseURLTests {
    @Test(arguments: [
        // Given, stored form, TLS, host, port, authority.
        ("https://api.openai.com", "https://api.openai.com", true, "api.openai.com", 443, "api.openai.com"),
        ("https://api.openai.com/v1", "https://api.openai.com", true, "api.openai.com", 443, "api.openai.com"),
        ("https://api.openai.com/v1/", "https://api.openai.com", true, "api.openai.com", 443, "api.openai.com"),
        ("HTTPS://API.OpenAI.com:443/", "https://api.openai.com", true, "api.openai.com", 443, "api.openai.com"),
        ("http://127.0.0.1:8090", "http://127.0.0.1:8090", false, "127.0.0.1", 8090, "127.0.0.1:8090"),
        ("http://127.0.0.1:80", "http://127.0.0.1", false, "127.0.0.1", 80, "127.0.0.1"),
        ("https://h.example:80", "https://h.example:80", true, "h.example", 80, "h.example:80"),
        ("http://[::1]:9000/v1", "http://[::1]:9000", false, "::1", 9000, "[::1]:9000"),
        ("https://h.example/openai/v1", "https://h.example/openai", true, "h.example", 443, "h.example"),
        ("https://h.example/a/b//", "https://h.example/a/b", true, "h.example", 443, "h.example"),
        ("https://h.example/v12", "https://h.example/v12", true, "h.example", 443, "h.example"),
    ])
    func goodAddressesAreReadAndNormalised(
        text: String, stored: String, isTLS: Bool, host: String, port: Int, authority: String
    ) throws {
        let endpoint = try UpstreamEndpoint(baseURL: text)
        #expect(endpoint.baseURL == stored)
        #expect(endpoint.isTLS == isTLS && endpoint.host == host && endpoint.port == port)
        #expect(endpoint.authority == authority)
        #expect(try UpstreamEndpoint(baseURL: stored) == endpoint)
    }

    @Test(arguments: [
        "", "api.openai.com", "//api.openai.com", "ftp://h.example", "file:///etc/passwd", "javascript:alert(1)",
        "https://", "https:///v1", "https://user@h.example", "https://user:pw@h.example", "https://h.example?x=1",
        "https://h.example#f", "https://h.example/?", "https://h.example\\@evil.example", "https://h.example/a b",
        "https://h.example/\r\nx", "https://h.example:0", "https://h.example:65536", "https://h.example:x",
        "https://h.example/../x", "https://h.example/a/..", "https://h%2eexample", "https://hé.example",
        "https://h.example/" + String(repeating: "a", count: 2048),
    ])
    func badAddressesAreRefused(text: String) {
        #expect(throws: UpstreamEndpoint.ParseError.self) { try UpstreamEndpoint(baseURL: text) }
    }
}
