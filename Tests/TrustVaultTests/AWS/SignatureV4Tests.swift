// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

@testable import TrustVault

/// The published signing suite (awslabs, 38 requests, header and query form) and two requests to KMS.
struct SignatureV4Tests {
    private struct Context: Decodable {
        struct Credentials: Decodable {
            var accessKeyId: String
            var secretAccessKey: String
            var token: String?
        }
        var credentials: Credentials
        var expirationInSeconds: Int
        var normalize: Bool
        var region: String
        var service: String
        var signBody: Bool
        var timestamp: String
        var omitSessionToken: Bool?
    }

    private static let folder = VectorFile.folder + "/public/aws-sigv4"

    static var cases: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        if names.isEmpty { print("NOT RUN: 76 cases of the SigV4 suite, which is not at \(folder)") }
        return names.sorted()
    }

    private static func text(_ name: String, _ file: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)/\(file)", encoding: .utf8)
    }

    /// A case, read: the request without what signing adds, and what to sign it with.
    private struct Case {
        var context: Context
        var request: SignatureV4.Request
        var signer: SignatureV4
        var date: String

        private static let decoder: JSONDecoder = {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return decoder
        }()

        init(_ name: String) throws {
            context = try Self.decoder.decode(Context.self, from: Data(text(name, "context.json").utf8))
            date = context.timestamp.filter { $0 != "-" && $0 != ":" }
            let parts = try text(name, "request.txt").split(
                separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
            var lines = parts[0].split(separator: "\n")
            let first = lines.removeFirst()
            let target = first.dropFirst(
                first.firstIndex(of: " ").map { first.distance(from: first.startIndex, to: $0) + 1 } ?? 0
            )
            .replacing(" HTTP/1.1", with: "")
            let pieces = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            var headers: [(name: String, value: String)] = []
            for line in lines {
                if line.first == " ", let last = headers.indices.last {
                    headers[last].value += "\n" + line
                } else if let colon = line.firstIndex(of: ":") {
                    headers.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
                }
            }
            let body = parts.count > 1 ? String(parts[1]) : ""
            request = SignatureV4.Request(
                method: String(first.prefix { $0 != " " }), path: String(pieces[0]),
                query: pieces.count > 1 ? String(pieces[1]) : "", headers: headers,
                bodyHash: SignatureV4.hash(Array(body.utf8)))
            signer = SignatureV4(
                region: context.region, service: context.service, normalizesPath: context.normalize)
        }

        /// What is not signed is not put into the signed form, and is sent all the same.
        var signedToken: String? { context.omitSessionToken == true ? nil : context.credentials.token }

        func expect(_ request: SignatureV4.Request, _ form: String, of name: String) throws {
            #expect(try signer.canonicalRequest(request) == text(name, "\(form)-canonical-request.txt"))
            #expect(try signer.stringToSign(request, date: date) == text(name, "\(form)-string-to-sign.txt"))
            let secret = SharedSecret(SecretBytes(copying: Array(context.credentials.secretAccessKey.utf8)))
            #expect(
                try signer.signature(request, date: date, secret: secret) == text(name, "\(form)-signature.txt"))
        }
    }

    @Test(arguments: cases) func requestsAreSignedInTheirHeaders(_ name: String) throws {
        let test = try Case(name)
        var request = test.request
        request.headers.append(("X-Amz-Date", test.date))
        if let token = test.signedToken { request.headers.append(("X-Amz-Security-Token", token)) }
        if test.context.signBody { request.headers.append(("x-amz-content-sha256", request.bodyHash)) }
        try test.expect(request, "header", of: name)
    }

    @Test(arguments: cases) func requestsAreSignedInTheirQuery(_ name: String) throws {
        let test = try Case(name)
        var request = test.request
        var added = [
            ("X-Amz-Algorithm", SignatureV4.algorithm),
            ("X-Amz-Credential", "\(test.context.credentials.accessKeyId)/\(test.signer.scope(test.date))"),
            ("X-Amz-Date", test.date), ("X-Amz-Expires", String(test.context.expirationInSeconds)),
            ("X-Amz-SignedHeaders", test.signer.signedHeaders(of: request)),
        ]
        if let token = test.signedToken { added.append(("X-Amz-Security-Token", token)) }
        let query = added.map { "\($0.0)=\(CanonicalText.encoded($0.1))" }.joined(separator: "&")
        request.query = request.query.isEmpty ? query : request.query + "&" + query
        try test.expect(request, "query", of: name)
    }

    private struct KnownCall: Decodable {
        var accessKey: String
        var secretKey: String
        var sessionToken: String?
        var region: String
        var service: String
        var amzDate: String
        var headers: [String: String]
        var body: String
        var signedHeaders: String
        var signature: String

        enum CodingKeys: String, CodingKey {
            case region, service, headers, body, signature
            case accessKey = "access_key"
            case secretKey = "secret_key"
            case sessionToken = "session_token"
            case amzDate = "amz_date"
            case signedHeaders = "signed_headers"
        }
    }

    @Test func callsToKMSAreSignedAsBotocoreSignsThem() throws {
        guard let calls = try VectorFile.read("kat_sigv4_kms.json", as: [KnownCall].self, cases: 2) else { return }
        #expect(calls.count == 2)
        for call in calls {
            let signer = SignatureV4(region: call.region, service: call.service)
            var headers = call.headers.map { (name: $0.key, value: $0.value) }
            headers.append(("X-Amz-Date", call.amzDate))
            if let token = call.sessionToken { headers.append(("X-Amz-Security-Token", token)) }
            let request = SignatureV4.Request(
                method: "POST", path: "/", headers: headers, bodyHash: SignatureV4.hash(Array(call.body.utf8)))
            let credentials = try #require(AWSCredentials(accessKeyID: call.accessKey, secret: call.secretKey))
            #expect(signer.signedHeaders(of: request) == call.signedHeaders)
            #expect(
                signer.authorization(request, date: call.amzDate, credentials: credentials).hasSuffix(
                    "Signature=\(call.signature)"))
        }
    }

    @Test func timesAreReadAndWritten() {
        #expect(AWSTime.stamp(1_795_348_800) == "20261122T120000Z")
        #expect(AWSTime.parse(httpDate: "Sun, 22 Nov 2026 12:00:00 GMT") == 1_795_348_800)
        #expect(AWSTime.parse(expiration: "2026-11-22T12:00:00Z") == 1_795_348_800)
        #expect(AWSTime.parse(expiration: "2026-11-22T12:00:00.250Z") == 1_795_348_800)
        for text in ["", "2026-11-22", "2026-13-22T12:00:00Z", "2026-11-22T12:00:00+01:00", "x"] {
            #expect(AWSTime.parse(expiration: text) == nil, "\(text)")
        }
        for text in ["", "Sun, 22 Nov 2026 12:00:00 CET", "Sun, 32 Nov 2026 12:00:00 GMT", "22 Nov"] {
            #expect(AWSTime.parse(httpDate: text) == nil, "\(text)")
        }
    }
}
