// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testing
import TrustCore
import TrustOutbound

@testable import TrustVault

struct AWSCredentialTests {
    private func environment(_ variables: [String: String], home: String = "/nowhere") -> AWSEnvironment {
        AWSEnvironment(variables: variables, home: home)
    }

    private func found(_ source: some AWSCredentialSource) async throws -> String? {
        try await source.credentials().map { found in
            let secret = found.secret.withBytes { String(decoding: $0, as: UTF8.self) }
            let token = found.sessionToken?.withBytes { String(decoding: $0, as: UTF8.self) }
            return [found.accessKeyID, secret, token ?? "-", found.expiresAt.map(String.init) ?? "-"]
                .joined(separator: " ")
        }
    }

    private func withOutbound<R>(_ work: (OutboundClient) async throws -> R) async throws -> R {
        let client = OutboundClient()
        let result: Result<R, any Error>
        do { result = .success(try await work(client)) } catch { result = .failure(error) }
        try await client.shutdown()
        return try result.get()
    }

    private static let handedOut =
        #"{"Code":"Success","AccessKeyId":"AKIA1","SecretAccessKey":"s1","Token":"t1","Expiration":"2026-11-22T12:00:00Z"}"#

    @Test func theEnvironmentNeedsBoth() async throws {
        #expect(try await found(EnvironmentCredentials(environment: environment([:]))) == nil)
        let both = ["AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s1"]
        #expect(try await found(EnvironmentCredentials(environment: environment(both))) == "AKIA1 s1 - -")
        let one = EnvironmentCredentials(environment: environment(["AWS_ACCESS_KEY_ID": "AKIA1"]))
        #expect(await vaultCode { try await found(one) } == .keyServiceCredentials)
        let broken = EnvironmentCredentials(
            environment: environment(["AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "a\r\nb"]))
        #expect(await vaultCode { try await found(broken) } == .keyServiceCredentials)
    }

    @Test func sharedFilesAreReadByProfile() async throws {
        let folder = try ScratchFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/.aws", withIntermediateDirectories: true)
        try """
        # ours
        [default]
        aws_access_key_id = AKIA1
        aws_secret_access_key = s1

        [ci]
        aws_access_key_id=AKIA2
        aws_secret_access_key=s2
        aws_session_token=t2
        """.write(toFile: folder.path + "/.aws/credentials", atomically: true, encoding: .utf8)
        try """
        [default]
        region = eu-west-1
        [profile  ci]
        region = us-east-2
        s3 =
          addressing_style = path
        endpoint_url = http://127.0.0.1:5000
        """.write(toFile: folder.path + "/.aws/config", atomically: true, encoding: .utf8)
        let plain = environment([:], home: folder.path)
        #expect(try await found(SharedFileCredentials(environment: plain)) == "AKIA1 s1 - -")
        #expect(plain.region == "eu-west-1")
        let chosen = environment(["AWS_PROFILE": "ci"], home: folder.path)
        #expect(try await found(SharedFileCredentials(environment: chosen)) == "AKIA2 s2 t2 -")
        #expect(chosen.region == "us-east-2")
        #expect(chosen.endpointURL(for: "KMS") == "http://127.0.0.1:5000")
        let missing = SharedFileCredentials(environment: environment(["AWS_PROFILE": "no"], home: folder.path))
        #expect(await vaultCode { try await found(missing) } == .keyServiceCredentials)
        #expect(try await found(SharedFileCredentials(environment: environment([:]))) == nil)
    }

    @Test func aWebIdentityIsExchangedForARole() async throws {
        let folder = try ScratchFolder()
        let token = folder.path + "/token"
        try "the token+\n".write(toFile: token, atomically: true, encoding: .utf8)
        let xml = """
            <AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
            <AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s1</SecretAccessKey><SessionToken>t1</SessionToken>
            <Expiration>2026-11-22T12:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
            """
        let server = try LoopbackServer(headers: "content-type: text/xml\r\n", body: xml)
        defer { server.stop() }
        try await withOutbound { client in
            let source = WebIdentityCredentials(
                environment: environment([
                    "AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": "arn:aws:iam::1:role/a",
                    "AWS_ENDPOINT_URL_STS": server.endpoint.origin,
                ]), region: "eu-west-1", client: client)
            let handed = try await found(source)
            #expect(handed == "ASIA1 s1 t1 1795348800")
            let sent = try #require(server.received.first)
            #expect(sent.hasPrefix("POST / "))
            #expect(
                sent.contains(
                    "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa"))
            #expect(sent.contains("WebIdentityToken=the%20token%2B"))
            #expect(!sent.lowercased().contains("authorization"))
        }
    }

    @Test func aContainerAsksItsOwnAddressesOnly() async throws {
        let server = try LoopbackServer(headers: "content-type: application/json\r\n", body: Self.handedOut)
        defer { server.stop() }
        try await withOutbound { client in
            let full = server.endpoint.origin + "/creds?x=1"
            let source = ContainerCredentials(
                environment: environment([
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": full, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic abc",
                ]), client: client)
            let handed = try await found(source)
            #expect(handed == "AKIA1 s1 t1 1795348800")
            #expect(server.received.first?.hasPrefix("GET /creds?x=1 ") == true)
            #expect(server.received.first?.lowercased().contains("authorization: basic abc") == true)
            for (uri, token) in [
                ("http://10.0.0.1/creds", "x"), ("http://example.org/creds", "x"), ("ftp://127.0.0.1/creds", "x"),
                ("http://127.0.0.1@10.0.0.1/creds", "x"), (full, "a\r\nx-evil: 1"),
            ] {
                let refused = ContainerCredentials(
                    environment: environment([
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI": uri, "AWS_CONTAINER_AUTHORIZATION_TOKEN": token,
                    ]), client: client)
                #expect(await vaultCode { try await found(refused) } == .keyServiceCredentials, "\(uri)")
            }
            #expect(server.received.count == 1)
        }
    }

    @Test func anInstanceIsAskedByTheSecondVersionOnly() async throws {
        // The same answer for token, role and credentials would do for none of them but the last: three servers in one.
        let fake = try FakeKMS([
            .reply(200, body: "TOKEN=="), .reply(200, body: "agent-role\n"), .reply(200, body: Self.handedOut),
        ])
        defer { fake.stop() }
        try await withOutbound { client in
            let variables = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(fake.port)"]
            let source = InstanceCredentials(environment: environment(variables), client: client)
            let handed = try await found(source)
            #expect(handed == "AKIA1 s1 t1 1795348800")
            #expect(fake.requests[0].hasPrefix("PUT /latest/api/token "))
            #expect(fake.requests[0].lowercased().contains("x-aws-ec2-metadata-token-ttl-seconds: 21600"))
            #expect(fake.requests[1].hasPrefix("GET /latest/meta-data/iam/security-credentials/ "))
            #expect(fake.requests[1].lowercased().contains("x-aws-ec2-metadata-token: token=="))
            #expect(fake.requests[2].hasPrefix("GET /latest/meta-data/iam/security-credentials/agent-role "))
            let off = InstanceCredentials(
                environment: environment(variables.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 }),
                client: client)
            let none = try await found(off)
            #expect(none == nil)
        }
        // A service that knows the first version only says 405 or 404: then there are no credentials.
        let old = try FakeKMS([.reply(405, body: "")])
        defer { old.stop() }
        try await withOutbound { client in
            let source = InstanceCredentials(
                environment: environment(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(old.port)"]),
                client: client)
            #expect(await vaultCode { try await found(source) } == .keyServiceCredentials)
            #expect(old.requests.count == 1)
        }
    }

    /// Gives credentials that end in so many seconds, and counts.
    private final class Source: AWSCredentialSource {
        let name = "test"
        let lives: Int64
        let now: @Sendable () -> Int64
        let count = Mutex(0)
        let fails = Mutex(false)
        init(lives: Int64, now: @escaping @Sendable () -> Int64) {
            self.lives = lives
            self.now = now
        }
        func credentials() async throws -> AWSCredentials? {
            let number = count.withLock { count in
                count += 1
                return count
            }
            try await Task.sleep(for: .milliseconds(20))
            guard !fails.withLock({ $0 }) else { throw failure("no") }
            return AWSCredentials(
                accessKeyID: "AKIA\(number)", secret: "s", sessionToken: "t", expiresAt: now() + lives)
        }
    }

    @Test func temporaryOnesAreRenewedByOneBeforeTheyEnd() async throws {
        let time = Mutex<Int64>(1_000_000)
        let clock = WallClock { Timestamp(microseconds: time.withLock { $0 } * 1_000_000) }
        let source = Source(lives: 3600) { clock.now().microseconds / 1_000_000 }
        let cache = AWSCredentialCache(sources: [source], clock: clock)
        func ids(_ count: Int) async throws -> Set<String> {
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<count { group.addTask { try await cache.credentials().accessKeyID } }
                var ids: Set<String> = []
                for try await id in group { ids.insert(id) }
                return ids
            }
        }
        #expect(try await ids(20) == ["AKIA1"])
        time.withLock { $0 += 3600 - AWSCredentialCache.advisory + 1 }
        // One renews, the others go on with what is good for a while yet.
        #expect(try await ids(20).isSubset(of: ["AKIA1", "AKIA2"]))
        #expect(source.count.withLock { $0 } == 2)
        time.withLock { $0 += 3600 - AWSCredentialCache.mandatory + 1 }
        #expect(try await ids(20) == ["AKIA3"])
        // While it can't be renewed the old one is used, until its end.
        source.fails.withLock { $0 = true }
        time.withLock { $0 += 3599 }
        #expect(try await cache.credentials().accessKeyID == "AKIA3")
        time.withLock { $0 += 2 }
        #expect(await vaultCode { try await cache.credentials().accessKeyID } == .keyServiceCredentials)
    }

    @Test func thePlaintextEndpointIsForThisMachineOnly() throws {
        let plain = environment([:])
        for (region, override) in [
            ("eu-west-1", "http://kms.example.org"), ("eu-west-1", "https://user@kms.example.org"),
            ("eu-west-1", "https://kms.example.org/path"), ("eu west", nil), ("", nil), ("../x", nil),
        ] as [(String, String?)] {
            #expect(throws: VaultError.self, "\(region) \(override ?? "")") {
                try AWSEndpoint.of("kms", region: region, override: override, environment: plain)
            }
        }
        func origin(_ region: String, _ variables: [String: String] = [:], override: String? = nil) throws -> String {
            try AWSEndpoint.of("kms", region: region, override: override, environment: environment(variables)).origin
        }
        #expect(try origin("eu-west-1") == "https://kms.eu-west-1.amazonaws.com")
        #expect(try origin("cn-north-1") == "https://kms.cn-north-1.amazonaws.com.cn")
        #expect(
            try origin("us-east-1", ["AWS_USE_FIPS_ENDPOINT": "true"]) == "https://kms-fips.us-east-1.amazonaws.com")
        #expect(try origin("us-east-1", ["AWS_USE_DUALSTACK_ENDPOINT": "true"]) == "https://kms.us-east-1.api.aws")
        #expect(try origin("us-east-1", override: "http://127.0.0.1:5000") == "http://127.0.0.1:5000")
    }
}
