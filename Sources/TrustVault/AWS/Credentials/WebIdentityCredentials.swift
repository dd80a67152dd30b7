// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustOutbound

/// A token file (Kubernetes service accounts, OpenID Connect) exchanged for a role at STS. The call is not signed: the
/// token is the proof. The file is read anew each time, since its owner replaces it.
struct WebIdentityCredentials: AWSCredentialSource {
    let environment: AWSEnvironment
    let region: String
    let client: OutboundClient
    var name: String { "web identity" }

    func credentials() async throws -> AWSCredentials? {
        let profile = environment.profile() ?? [:]
        let file = environment["AWS_WEB_IDENTITY_TOKEN_FILE"] ?? profile["web_identity_token_file"]
        guard let file else { return nil }
        guard let role = environment["AWS_ROLE_ARN"] ?? profile["role_arn"] else {
            throw failure("AWS_ROLE_ARN is missing")
        }
        guard let token = environment.text(of: file), !token.isEmpty else {
            throw failure("the token file can't be read")
        }
        let session = environment["AWS_ROLE_SESSION_NAME"] ?? profile["role_session_name"] ?? "ag2trust"
        let fields = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
            ("RoleSessionName", session), ("WebIdentityToken", token),
        ]
        let body = fields.map { "\($0.0)=\(CanonicalText.encoded($0.1))" }.joined(separator: "&")
        let endpoint = try AWSEndpoint.of(
            "sts", region: region, override: environment.endpointURL(for: "STS"), environment: environment)
        let response = try await client.credentialCall(
            self,
            OutboundRequest(
                method: .post, endpoint: endpoint, path: "/",
                headers: [("content-type", "application/x-www-form-urlencoded; charset=utf-8")],
                body: Array(body.utf8), deadline: .seconds(5), responseLimit: 64 << 10))
        let text = String(decoding: response.body, as: UTF8.self)
        guard
            let found = AWSCredentials(
                accessKeyID: Self.element("AccessKeyId", of: text), secret: Self.element("SecretAccessKey", of: text),
                sessionToken: Self.element("SessionToken", of: text),
                expiresAt: Self.element("Expiration", of: text).flatMap(AWSTime.parse(expiration:)))
        else { throw failure("STS answered without credentials") }
        return found
    }

    /// The text of the first element of a name. What is asked for has neither children nor entities.
    static func element(_ name: String, of xml: String) -> String? {
        guard let open = xml.firstRange(of: "<\(name)>"),
            let close = xml[open.upperBound...].firstRange(of: "</\(name)>")
        else { return nil }
        return String(xml[open.upperBound..<close.lowerBound])
    }
}
