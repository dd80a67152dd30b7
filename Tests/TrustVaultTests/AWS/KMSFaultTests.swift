// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

@testable import TrustVault

/// What a key service and the network before it can do wrong: each ends in a typed error, in bounded time, and nothing
/// of a wrong reply is used.
struct KMSFaultTests {
    private static let context = EncryptionContext(of: .trial, installation: .make())

    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var script: [FakeKMS.Behaviour]
        /// `nil` where the call succeeds in the end.
        var code: VaultError.Code?
        var requests: Int
        var testDescription: String { name }

        init(_ name: String, _ script: [FakeKMS.Behaviour], _ code: VaultError.Code?, requests: Int) {
            self.name = name
            self.script = script
            self.code = code
            self.requests = requests
        }
    }

    private static func error(_ status: Int, _ name: String, headers: String = "") -> FakeKMS.Behaviour {
        .reply(status, headers: headers, body: FakeKMS.error(name))
    }
    private static let good = FakeKMS.Behaviour.reply(200, body: FakeKMS.good)

    static let faults: [Fault] = [
        // Its fault, or the network's: repeated.
        Fault("internal error, then well", [error(500, "KMSInternalException"), good], nil, requests: 2),
        Fault("internal error for ever", [error(500, "KMSInternalException")], .keyServiceUnreachable, requests: 3),
        Fault("dependency time-out", [error(503, "DependencyTimeoutException")], .keyServiceUnreachable, requests: 3),
        Fault("key unavailable", [error(500, "KeyUnavailableException")], .keyServiceUnreachable, requests: 3),
        Fault("bad gateway in HTML", [.reply(502, body: "<html>bad</html>")], .keyServiceUnreachable, requests: 3),
        Fault("empty 503", [.reply(503, body: "")], .keyServiceUnreachable, requests: 3),
        Fault("gateway time-out, then well", [.reply(504, body: "x"), good], nil, requests: 2),
        Fault("request time-out named in a 400", [error(400, "RequestTimeout")], .keyServiceUnreachable, requests: 3),
        Fault("reset", [.reset], .keyServiceUnreachable, requests: 3),
        Fault("reset, then well", [.reset, good], nil, requests: 2),
        Fault("hangs", [.hang], .keyServiceUnreachable, requests: 3),
        Fault("hangs, then well", [.hang, good], nil, requests: 2),
        Fault("drips", [.drip(FakeKMS.good)], .keyServiceUnreachable, requests: 3),
        Fault("closes before the head", [.raw("")], .keyServiceUnreachable, requests: 3),
        Fault("closes in the head", [.raw("HTTP/1.1 200 O")], .keyServiceUnreachable, requests: 3),
        Fault(
            "closes in the body", [.raw("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"Key")],
            .keyServiceUnreachable, requests: 3),
        Fault("speaks no HTTP", [.raw("SSH-2.0-OpenSSH\r\n")], .keyServiceUnreachable, requests: 3),
        // Too many calls: repeated, slower.
        Fault(
            "throttled, then well", [error(400, "ThrottlingException", headers: "x-amz-retry-after: 1\r\n"), good], nil,
            requests: 2),
        Fault("limit exceeded, then well", [error(400, "LimitExceededException"), good], nil, requests: 2),
        Fault("plain 429, then well", [.reply(429, body: ""), good], nil, requests: 2),
        Fault(
            "throttled by another name, in the header",
            [.reply(400, headers: "x-amzn-ErrorType: SlowDown:http://internal.amazon.com/\r\n", body: "{}"), good], nil,
            requests: 2),
        // Credentials: others are fetched once.
        Fault("expired token", [error(400, "ExpiredTokenException")], .keyServiceCredentials, requests: 2),
        Fault("unknown client, then well", [error(400, "UnrecognizedClientException"), good], nil, requests: 2),
        Fault(
            "unknown id in XML",
            [.reply(403, body: "<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>")],
            .keyServiceCredentials, requests: 2),
        Fault(
            "wrong signature, right clock", [error(403, "SignatureDoesNotMatch")], .keyServiceCredentials, requests: 2),
        // Clock: corrected once.
        Fault(
            "its clock is another, then well",
            [error(400, "InvalidSignatureException", headers: "date: Sun, 22 Nov 2020 12:00:00 GMT\r\n"), good], nil,
            requests: 2),
        Fault(
            "its clock runs away",
            [
                error(400, "InvalidSignatureException", headers: "date: Sun, 22 Nov 2020 12:00:00 GMT\r\n"),
                error(400, "InvalidSignatureException", headers: "date: Sun, 22 Nov 2015 12:00:00 GMT\r\n"),
            ], .keyServiceCredentials, requests: 3),
        // The key's state, and what it refuses: not repeated.
        Fault("disabled", [error(400, "DisabledException")], .keyServiceKeyUnusable, requests: 1),
        Fault("pending deletion", [error(400, "KMSInvalidStateException")], .keyServiceKeyUnusable, requests: 1),
        Fault(
            "not found, with a namespace", [error(400, "com.amazonaws.kms#NotFoundException")], .keyServiceKeyUnusable,
            requests: 1),
        Fault("invalid ciphertext", [error(400, "InvalidCiphertextException")], .keyServiceRefused, requests: 1),
        Fault("incorrect key", [error(400, "IncorrectKeyException")], .keyServiceRefused, requests: 1),
        Fault("access denied", [error(400, "AccessDeniedException")], .keyServiceDenied, requests: 1),
        Fault(
            "access denied in XML", [.reply(403, body: "<Error><Code>AccessDenied</Code></Error>")], .keyServiceDenied,
            requests: 1),
        Fault("invalid key usage", [error(400, "InvalidKeyUsageException")], .keyServiceMisconfigured, requests: 1),
        Fault("validation", [error(400, "ValidationException")], .keyServiceMisconfigured, requests: 1),
        Fault("grant token", [error(400, "InvalidGrantTokenException")], .keyServiceMisconfigured, requests: 1),
        Fault("an error of no name", [.reply(418, body: "{}")], .keyServiceMisconfigured, requests: 1),
        Fault("a name that is none", [error(400, "Rm -rf /\\u0000")], .keyServiceMisconfigured, requests: 1),
        Fault(
            "redirects", [.reply(307, headers: "location: http://127.0.0.1:1/\r\n", body: "")], .keyServiceMisbehaved,
            requests: 1),
        // Lies.
        Fault(
            "another key's id", [.reply(200, body: FakeKMS.dataKey(key: FakeKMS.otherARN))], .keyServiceMisbehaved,
            requests: 1),
        Fault(
            "an alias for an id", [.reply(200, body: FakeKMS.dataKey(key: "alias/cp"))], .keyServiceMisbehaved,
            requests: 1),
        Fault(
            "31 bytes",
            [.reply(200, body: FakeKMS.dataKey(plaintext: Data(repeating: 7, count: 31).base64EncodedString()))],
            .keyServiceMisbehaved, requests: 1),
        Fault(
            "33 bytes",
            [.reply(200, body: FakeKMS.dataKey(plaintext: Data(repeating: 7, count: 33).base64EncodedString()))],
            .keyServiceMisbehaved, requests: 1),
        Fault("no bytes", [.reply(200, body: FakeKMS.dataKey(plaintext: ""))], .keyServiceMisbehaved, requests: 1),
        Fault(
            "no wrapped key", [.reply(200, body: FakeKMS.dataKey(ciphertext: ""))], .keyServiceMisbehaved, requests: 1),
        Fault(
            "a wrapped key too long",
            [.reply(200, body: FakeKMS.dataKey(ciphertext: Data(repeating: 1, count: 6145).base64EncodedString()))],
            .keyServiceMisbehaved, requests: 1),
        Fault(
            "no base64", [.reply(200, body: FakeKMS.dataKey(plaintext: "====AAAA"))], .keyServiceMisbehaved, requests: 1
        ),
        Fault(
            "base64 with a second spelling", [.reply(200, body: FakeKMS.dataKey(ciphertext: "QUI=x"))],
            .keyServiceMisbehaved, requests: 1),
        Fault("an empty object", [.reply(200, body: "{}")], .keyServiceMisbehaved, requests: 1),
        Fault("an empty body", [.reply(200, body: "")], .keyServiceMisbehaved, requests: 1),
        Fault("an array", [.reply(200, body: "[]")], .keyServiceMisbehaved, requests: 1),
        Fault("HTML with status 200", [.reply(200, body: "<html></html>")], .keyServiceMisbehaved, requests: 1),
        Fault("two objects", [.reply(200, body: FakeKMS.good + FakeKMS.good)], .keyServiceMisbehaved, requests: 1),
        Fault(
            "a member twice", [.reply(200, body: FakeKMS.dataKey(more: #","KeyId":"\#(FakeKMS.otherARN)""#))],
            .keyServiceMisbehaved, requests: 1),
        Fault("a number for an id", [.reply(200, body: #"{"KeyId":7}"#)], .keyServiceMisbehaved, requests: 1),
        Fault(
            "deep nesting", [.reply(200, body: FakeKMS.dataKey(more: #","x":"# + String(repeating: "[", count: 400)))],
            .keyServiceMisbehaved, requests: 1),
        Fault(
            "a body without end",
            [.reply(200, body: FakeKMS.dataKey(more: #","x":""# + String(repeating: "a", count: 100_000)))],
            .keyServiceMisbehaved, requests: 1),
        // What is more than asked for is let be.
        Fault(
            "unknown members",
            [.reply(200, body: FakeKMS.dataKey(more: #","KeyMaterialId":"ab","New":{"a":[1,null]}"#))], nil,
            requests: 1),
        Fault(
            "slashes escaped",
            [.reply(200, body: FakeKMS.dataKey(ciphertext: #"\/\/\/\/"#))], nil, requests: 1),
    ]

    @Test(.timeLimit(.minutes(2)), arguments: faults) func endInATypedError(_ fault: Fault) async throws {
        try await FakeKMS.with(fault.script) { service, fake in
            do {
                let key = try await service.generateDataKey(for: Self.context)
                #expect(fault.code == nil)
                #expect(bytes(of: key.plaintext) == [UInt8](repeating: 7, count: 32))
                #expect(key.wrapping.keyReference == FakeKMS.arn)
            } catch let error as VaultError {
                #expect(error.code == fault.code)
                let words = "\(error) \(error.debugDescription)"
                #expect(!words.contains("fake-secret-canary") && !words.contains(FakeKMS.plaintext))
            }
            #expect(fake.requests.count == fault.requests)
        }
    }

    @Test func thereAreAtLeastFortyOfThem() { #expect(Set(Self.faults.map(\.name)).count >= 40) }

    @Test func aServiceThatFailsFiveTimesIsLetAlone() async throws {
        try await FakeKMS.with([Self.error(500, "KMSInternalException")]) { service, fake in
            for _ in 0..<4 {
                let code = await vaultCode { try await service.generateDataKey(for: Self.context) }
                #expect(code == .keyServiceUnreachable)
            }
            #expect(fake.requests.count == Breaker.threshold)
        }
    }

    @Test func theKeyOfAReplyIsTheOneThatWasAskedFor() async throws {
        let wrapping = KeyWrapping(service: "aws-kms", keyReference: FakeKMS.arn, wrappedKey: [1, 2, 3])
        let other = #"{"Plaintext":"\#(FakeKMS.plaintext)","KeyId":"\#(FakeKMS.otherARN)"}"#
        try await FakeKMS.with([.reply(200, body: other)]) { service, fake in
            #expect(await vaultCode { try await service.unwrap(wrapping, for: Self.context) } == .keyServiceMisbehaved)
            let request = try #require(fake.requests.first)
            #expect(request.contains(#""KeyId":"\#(FakeKMS.arn)""#))
            #expect(request.contains("x-amz-target: TrentService.Decrypt"))
            #expect(!request.contains("fake-secret-canary"))
        }
        let moved = #"{"CiphertextBlob":"AQID","KeyId":"\#(FakeKMS.arn)","SourceKeyId":"\#(FakeKMS.otherARN)"}"#
        try await FakeKMS.with([.reply(200, body: moved)]) { service, _ in
            #expect(await vaultCode { try await service.rewrap(wrapping, for: Self.context) } == .keyServiceMisbehaved)
        }
        let foreign = KeyWrapping(service: "local", keyReference: "local:00", wrappedKey: [1])
        try await FakeKMS.with([.reply(200, body: "{}")]) { service, fake in
            #expect(await vaultCode { try await service.unwrap(foreign, for: Self.context) } == .keyServiceRefused)
            #expect(fake.requests.isEmpty)
        }
    }

    @Test func anAliasIsResolvedOnceAndPinned() async throws {
        let metadata =
            #"{"KeyMetadata":{"Arn":"\#(FakeKMS.arn)","KeyId":"x","KeyState":"Enabled","KeyUsage":"ENCRYPT_DECRYPT"}}"#
        let elsewhere = metadata.replacing(FakeKMS.arn, with: FakeKMS.otherARN)
        try await FakeKMS.with(
            [.reply(200, body: metadata), .reply(200, body: FakeKMS.good), .reply(200, body: elsewhere)],
            key: "alias/cp"
        ) { service, fake in
            _ = try await service.generateDataKey(for: Self.context)
            #expect(await vaultCode { try await service.describe() } == .keyServiceMisbehaved)
            #expect(fake.requests.count == 3)
            #expect(fake.requests[0].contains(#"{"KeyId":"alias/cp"}"#))
            #expect(fake.requests[1].contains(FakeKMS.arn))
        }
    }

    @Test(arguments: [
        ("Enabled", "ENCRYPT_DECRYPT", true), ("Disabled", "ENCRYPT_DECRYPT", false),
        ("PendingDeletion", "ENCRYPT_DECRYPT", false), ("Enabled", "SIGN_VERIFY", false),
    ])
    func aKeyThatCanNotBeUsedIsSaidToBe(_ state: String, _ usage: String, _ isUsable: Bool) async throws {
        let body = #"{"KeyMetadata":{"Arn":"\#(FakeKMS.arn)","KeyState":"\#(state)","KeyUsage":"\#(usage)"}}"#
        try await FakeKMS.with([.reply(200, body: body)]) { service, _ in
            let described = try await service.describe()
            #expect(described.isUsable == isUsable)
        }
    }

    @Test func thoseWhoOpenTheSameKeyAtOnceShareACall() async throws {
        let reply = #"{"Plaintext":"\#(FakeKMS.plaintext)","KeyId":"\#(FakeKMS.arn)"}"#
        let wrapping = KeyWrapping(service: "aws-kms", keyReference: FakeKMS.arn, wrappedKey: [1, 2, 3])
        try await FakeKMS.with([.late(0.2, reply)], attempt: .seconds(2)) { service, fake in
            try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<50 {
                    group.addTask { bytes(of: try await service.unwrap(wrapping, for: Self.context)) }
                }
                for try await opened in group { #expect(opened == [UInt8](repeating: 7, count: 32)) }
            }
            #expect(fake.requests.count == 1)
            // The answer is kept by nobody: who comes later asks again.
            _ = try await service.unwrap(wrapping, for: Self.context)
            #expect(fake.requests.count == 2)
        }
    }

    @Test func aPlaintextIsSentAsItIs() async throws {
        let reply = #"{"CiphertextBlob":"AQID","KeyId":"\#(FakeKMS.arn)"}"#
        try await FakeKMS.with([.reply(200, body: reply)]) { service, fake in
            let dataKey = SecretBytes(copying: [UInt8](repeating: 7, count: 32))
            let wrapping = try await service.wrap(dataKey, for: Self.context)
            #expect(wrapping.wrappedKey == [1, 2, 3])
            let body = try #require(fake.requests.first?.split(separator: "\r\n\r\n").last)
            let sent = try #require(
                JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
            #expect(sent["Plaintext"] as? String == FakeKMS.plaintext)
            #expect((sent["EncryptionContext"] as? [String: String]) == Self.context.values)
        }
    }
}
