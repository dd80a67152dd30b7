// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import TrustCore
import TrustOutbound

/// What a call came to: a code of `OutboundError`, or a reply.
private func outcome(_ work: () async throws -> ToolResponse) async -> Result<ToolResponse, OutboundError> {
    do {
        return .success(try await work())
    } catch {
        return .failure(error as? OutboundError ?? OutboundError(.unreachable))
    }
}

extension Result<ToolResponse, OutboundError> {
    fileprivate var code: OutboundError.Code? { if case .failure(let error) = self { error.code } else { nil } }
}

/// A resolver that knows some names, and counts.
private final class Names: Sendable {
    private let answers: [String: [[String]]]
    private let asked = Mutex<[String]>([])
    var questions: [String] { asked.withLock { $0 } }

    /// The answers to one name come in order; the last one stays.
    init(_ answers: [String: [[String]]]) { self.answers = answers }

    func resolve(_ host: String) throws -> [String] {
        let count = asked.withLock { asked in
            asked.append(host)
            return asked.filter { $0 == host }.count
        }
        guard let answers = answers[host] else { throw OutboundError(.unreachable) }
        return answers[min(count, answers.count) - 1]
    }
}

@Suite(.timeLimit(.minutes(5)))
struct ToolClientTests {
    private func call(
        _ url: String, _ tool: AgentTool = .httpGet, headers: [String: String]? = nil, body: String? = nil,
        listed: [String] = [], isListedOnly: Bool = false, ownPorts: Set<Int> = [], names: Names = Names([:]),
        limit: Int = 1 << 20
    ) async throws -> Result<ToolResponse, OutboundError> {
        let rule = ToolAddressRule(
            listed: try HostAllowList(listed), isListedOnly: isListedOnly, ownPorts: ownPorts)
        let client = ToolClient(rule: rule, bodyLimit: limit, resolve: { try names.resolve($0) })
        return await outcome { try await client.call(tool, ToolRequest(url: url, headers: headers, body: body)) }
    }

    @Test(arguments: hostileURLs)
    func nothingIsSentTo(_ url: String) async throws {
        // Whatever of these is looked up as a name leads to this machine.
        let names = Names([
            "rebound.example.com": [["127.0.0.1"]], "half.example.com": [["93.184.216.34", "10.0.0.1"]],
        ])
        let code = try await call(url, names: names).code
        #expect(code == .invalidURL || code == .addressNotAllowed || code == .hostNotAllowed, "\(code as Any)")
        // Nor does it help to be on a list that names other hosts.
        let listed = try await call(url, listed: ["127.0.0.1:8090", "intranet.example.org:80"], names: names).code
        #expect(listed == code)
    }

    @Test func thereAreManyHostileURLs() { #expect(Set(hostileURLs).count >= 100) }

    @Test(arguments: [
        "10.0.0.1", "127.0.0.1", "169.254.169.254", "100.100.100.200", "0.0.0.0", "192.168.1.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "::ffff:127.0.0.1",
        "::ffff:7f00:1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::",
        "ff02::1",
        "2001:db8::1", "100::1", "fec0::1", "", "nonsense",
    ])
    func aNameThatStandsForSuchAnAddressIsRefused(address: String) async throws {
        for addresses in [[address], ["93.184.216.34", address], [address, "2606:2800:220:1::1"]] {
            let names = Names(["name.example.com": [addresses]])
            #expect(try await call("https://name.example.com/", names: names).code == .addressNotAllowed)
        }
    }

    @Test(arguments: ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "1.1.1.1", "100.63.0.1", "172.32.0.1"])
    func whatIsOnTheInternetMayBeCalled(address: String) throws {
        let rule = ToolAddressRule(listed: .empty, isListedOnly: false, ownPorts: [])
        for url in ["https://www.example.com/a?b=c#d", "http://example.com:443/", "https://xn--bcher-kva.example.com"] {
            let (endpoint, _) = try rule.read(url)
            try rule.check(endpoint, address: address)
        }
        #expect(try rule.read("https://www.example.com/a?b=c#d").path == "/a?b=c")
        #expect(try rule.read("https://www.example.com?b=c").path == "/?b=c")
    }

    @Test func aNameIsLookedUpOnceAndTheCheckedAddressIsCalled() async throws {
        let server = try LoopbackServer(body: "hello")
        defer { server.stop() }
        // A second look-up would lead elsewhere, and the system knows no such name at all.
        let names = Names(["api.example.com": [["127.0.0.1"], ["10.0.0.1"]]])
        let host = "api.example.com:\(server.port)"
        let response = try await call("http://\(host)/x", listed: [host], names: names).get()
        #expect(response.body == "hello")
        #expect(names.questions == ["api.example.com"])
        #expect(server.received.first?.lowercased().contains("host: \(host)\r\n") == true)
    }

    @Test func aRebindingNameIsJudgedAtEveryCall() async throws {
        let server = try LoopbackServer(body: "hello")
        defer { server.stop() }
        let names = Names(["rebind.example.com": [["10.0.0.1"], ["127.0.0.1"]]])
        for _ in 0..<2 {
            #expect(try await call("http://rebind.example.com/", names: names).code == .addressNotAllowed)
        }
        #expect(server.received.isEmpty)
    }

    @Test func listedHostsMayBeCalledAnywhere() async throws {
        let server = try LoopbackServer(headers: "content-type: application/json\r\n", body: #"{"a":1}"#)
        defer { server.stop() }
        let host = "127.0.0.1:\(server.port)"
        for isListedOnly in [true, false] {
            let response = try await call("http://\(host)/a?q=1", listed: [host], isListedOnly: isListedOnly).get()
            #expect(response.status == 200 && response.body == #"{"a":1}"# && response.truncated == false)
            #expect(response.headers == ["content-type": "application/json"])
        }
        #expect(try await call("https://example.com/", listed: [host], isListedOnly: true).code == .hostNotAllowed)
        #expect(try await call("http://127.0.0.1:\(server.port + 1)/", listed: [host]).code == .hostNotAllowed)
        #expect(try await call("http://localhost:\(server.port)/", listed: [host]).code == .hostNotAllowed)
        #expect(server.received.count == 2)
    }

    @Test func ownListenersAreRefusedEvenIfListed() async throws {
        let server = try LoopbackServer(body: "secret")
        defer { server.stop() }
        let names = Names(["here.example.com": [["127.0.0.1"]], "zero.example.com": [["0.0.0.0"]]])
        for host in [
            "127.0.0.1", "127.1.2.3", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "here.example.com", "zero.example.com",
        ] {
            let entry = "\(host):\(server.port)"
            let result = try await call("http://\(entry)/", listed: [entry], ownPorts: [server.port], names: names)
            #expect(result.code == .addressNotAllowed, "\(host)")
        }
        for address in MachineAddresses.all() {
            let rule = ToolAddressRule(
                listed: try HostAllowList(["192.0.2.1:\(server.port)"]), isListedOnly: false, ownPorts: [server.port],
                ownAddresses: {
                    [address, NetworkAddress("192.0.2.1")].compactMap { $0 }.reduce(into: []) { $0.insert($1) }
                })
            #expect(throws: OutboundError.self) { try rule.read("http://192.0.2.1:\(server.port)/") }
        }
        #expect(server.received.isEmpty)
    }

    @Test(arguments: ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"])
    func redirectsAreShownAndNotFollowed(status: String) async throws {
        let target = try LoopbackServer(body: "secret")
        defer { target.stop() }
        let server = try LoopbackServer(
            status: status, headers: "location: http://127.0.0.1:\(target.port)/metadata\r\nset-cookie: a=b\r\n",
            body: "moved")
        defer { server.stop() }
        let listed = ["127.0.0.1:\(server.port)", "127.0.0.1:\(target.port)"]
        let response = try await call("http://127.0.0.1:\(server.port)/", listed: listed).get()
        #expect(response.status == Int64(status.prefix(3)))
        #expect(response.headers == ["location": "http://127.0.0.1:\(target.port)/metadata"])
        #expect(target.received.isEmpty)
    }

    @Test func aPostCarriesItsBodyAndItsHeaders() async throws {
        let server = try LoopbackServer(body: "ok")
        defer { server.stop() }
        let host = "127.0.0.1:\(server.port)"
        _ = try await call(
            "http://\(host)/in", .httpPost, headers: ["Content-Type": "text/csv", "Accept": "text/plain"], body: "a,b",
            listed: [host]
        ).get()
        let sent = try #require(server.received.first).lowercased()
        #expect(sent.hasPrefix("post /in http/1.1\r\n") && sent.hasSuffix("\r\n\r\na,b"))
        #expect(sent.contains("content-type: text/csv\r\n") && sent.contains("accept: text/plain\r\n"))
        #expect(!sent.contains("application/json") && !sent.contains("cookie") && !sent.contains("authorization"))
    }

    @Test(arguments: [
        "authorization", "x-api-key", "cookie", "host", "x-forwarded-for", "metadata-flavor", "content-length",
        "transfer-encoding", "connection", "user-agent", "proxy-authorization", "accept-encoding", "", "a b",
        "accept\r\nx",
    ])
    func otherHeadersAreRefused(name: String) async throws {
        #expect(try await call("https://example.com/", headers: [name: "x"]).code == .headerNotAllowed)
    }

    @Test(arguments: ["a\r\nhost: evil", "a\nb", "\u{0}", "ü", String(repeating: "x", count: 1025)])
    func valuesThatNoHeaderHasAreRefused(value: String) async throws {
        #expect(try await call("https://example.com/", headers: ["accept": value]).code == .headerNotAllowed)
    }

    @Test func twoSpellingsOfOneHeaderAreRefused() async throws {
        let headers = ["accept": "a", "Accept": "b"]
        #expect(try await call("https://example.com/", headers: headers).code == .headerNotAllowed)
    }

    @Test func aBodyThatIsTooLongIsNotSent() async throws {
        let server = try LoopbackServer(body: "ok")
        defer { server.stop() }
        let host = "127.0.0.1:\(server.port)"
        let body = String(repeating: "x", count: ToolClient.sendLimit + 1)
        let result = try await call("http://\(host)/", .httpPost, body: body, listed: [host])
        #expect(result.code == .requestTooLarge && server.received.isEmpty)
    }

    @Test(arguments: ["content-type: image/png\r\n", "content-type: text/plain\r\ncontent-encoding: gzip\r\n"])
    func whatIsNotTextIsSaidAndLeftOut(headers: String) async throws {
        let server = try LoopbackServer(headers: headers, body: "\u{1f}PNG")
        defer { server.stop() }
        let host = "127.0.0.1:\(server.port)"
        let response = try await call("http://\(host)/", listed: [host]).get()
        #expect(response.status == 200 && response.body == nil && response.note != nil)
    }

    @Test(arguments: 4...9)
    func aLongTextIsCutBetweenCharacters(limit: Int) async throws {
        let server = try LoopbackServer(body: "aé🔑aé🔑aé🔑")
        defer { server.stop() }
        let host = "127.0.0.1:\(server.port)"
        let response = try await call("http://\(host)/", listed: [host], limit: limit).get()
        let body = try #require(response.body)
        #expect("aé🔑aé🔑aé🔑".hasPrefix(body))
        #expect(body.utf8.count <= limit && body.utf8.count > limit - 4 && response.truncated == true)
    }
}
