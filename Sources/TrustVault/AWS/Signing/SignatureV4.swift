// SPDX-License-Identifier: Apache-2.0
import Crypto
import TrustCore

/// Signs requests the way AWS asks for it: Signature Version 4, in the `Authorization` header.
///
/// The canonical form of a request is hashed, the hash is dated and scoped, and the result is signed with a key that is
/// good for one day, region and service only. Source: AWS, "Signature Version 4 signing process".
struct SignatureV4: Sendable {
    /// What is signed of a request.
    struct Request: Sendable {
        var method: String
        /// As it stands in the request line, without the query.
        var path: String
        /// Without the question mark.
        var query = ""
        /// All of these are signed, in any order and case; a name may stand more than once.
        var headers: [(name: String, value: String)]
        /// SHA-256 of the body, in hexadecimal.
        var bodyHash: String
    }

    let region: String
    let service: String
    /// Whether dot segments and empty segments are taken out of the path.
    var normalizesPath = true

    static let algorithm = "AWS4-HMAC-SHA256"

    /// `yyyymmdd/region/service/aws4_request`, of a date `yyyymmddThhmmssZ`.
    func scope(_ date: String) -> String { "\(date.prefix(8))/\(region)/\(service)/aws4_request" }

    /// The names of the headers that are signed, sorted, between semicolons.
    func signedHeaders(of request: Request) -> String {
        Set(request.headers.map { $0.name.lowercased() }).sorted().joined(separator: ";")
    }

    /// The one form that a request is signed in.
    func canonicalRequest(_ request: Request) -> String {
        let path = normalizesPath ? CanonicalText.normalized(path: request.path) : request.path
        return [
            request.method, CanonicalText.encoded(path.isEmpty ? "/" : path, keeping: "/"),
            CanonicalText.query(request.query), CanonicalText.headers(request.headers), signedHeaders(of: request),
            request.bodyHash,
        ].joined(separator: "\n")
    }

    func stringToSign(_ request: Request, date: String) -> String {
        let hash = Self.hash(Array(canonicalRequest(request).utf8))
        return "\(Self.algorithm)\n\(date)\n\(scope(date))\n\(hash)"
    }

    func signature(_ request: Request, date: String, secret: TrustCore.SharedSecret) -> String {
        let start = unsafe secret.withBytes { bytes in
            unsafe SecretBytes(capacity: bytes.count + 4) { buffer in
                unsafe buffer.copyBytes(from: "AWS4".utf8)
                unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[4...]).copyMemory(from: bytes)
                return buffer.count
            }
        }
        var key = SymmetricKey(start)
        for part in [String(date.prefix(8)), region, service, "aws4_request"] {
            let code = HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key)
            key = unsafe code.withUnsafeBytes { unsafe SymmetricKey(data: $0) }
        }
        let text = Array(stringToSign(request, date: date).utf8)
        return Hexadecimal.encode(Array(HMAC<SHA256>.authenticationCode(for: text, using: key)))
    }

    /// The header's value.
    func authorization(_ request: Request, date: String, credentials: AWSCredentials) -> String {
        let credential = "\(credentials.accessKeyID)/\(scope(date))"
        let signature = signature(request, date: date, secret: credentials.secret)
        return "\(Self.algorithm) Credential=\(credential), SignedHeaders=\(signedHeaders(of: request)), "
            + "Signature=\(signature)"
    }

    /// SHA-256 in hexadecimal.
    static func hash(_ bytes: [UInt8]) -> String { Hexadecimal.encode(Array(SHA256.hash(data: bytes))) }
}
