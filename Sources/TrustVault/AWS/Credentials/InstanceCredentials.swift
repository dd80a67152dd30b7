// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustOutbound

/// The role of an EC2 instance, by its metadata service, version 2 only: version 1 answers anybody who can make this
/// server send a GET.
struct InstanceCredentials: AWSCredentialSource {
    let environment: AWSEnvironment
    let client: OutboundClient
    var name: String { "instance" }

    private static let folder = "/latest/meta-data/iam/security-credentials/"

    func credentials() async throws -> AWSCredentials? {
        guard !environment.isTrue("AWS_EC2_METADATA_DISABLED") else { return nil }
        let endpoint = try endpoint()
        func call(
            _ method: OutboundRequest.Method, _ path: String, _ header: (name: String, value: String)
        ) async throws -> String {
            let response = try await client.credentialCall(
                self,
                OutboundRequest(
                    method: method, endpoint: endpoint, path: path, headers: [header], deadline: .seconds(1),
                    responseLimit: 64 << 10))
            return String(decoding: response.body, as: UTF8.self)
        }
        let token = try await call(.put, "/latest/api/token", ("x-aws-ec2-metadata-token-ttl-seconds", "21600"))
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw failure("no token") }
        let header = (name: "x-aws-ec2-metadata-token", value: token)
        let role = try await call(.get, Self.folder, header).split(whereSeparator: \.isNewline).first
        guard let role else { throw failure("the instance has no role") }
        let body = try await call(.get, Self.folder + CanonicalText.encoded(String(role)), header)
        guard let found = CredentialReply.credentials(Array(body.utf8)) else {
            throw failure("the answer holds no credentials")
        }
        return found
    }

    private func endpoint() throws -> UpstreamEndpoint {
        if let text = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] {
            guard let endpoint = try? UpstreamEndpoint(baseURL: text) else {
                throw failure("the endpoint is no address")
            }
            return endpoint
        }
        let host =
            environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]?.lowercased() == "ipv6"
            ? "fd00:ec2::254" : "169.254.169.254"
        return UpstreamEndpoint(isTLS: false, host: host, port: 80, pathPrefix: "")
    }
}
